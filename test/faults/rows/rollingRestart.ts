import { setTimeout as delay } from 'node:timers/promises';
import type { Instance } from '../../e2e/Instance.ts';
import type { Scenario } from '../support/Scenario.ts';
import { nameOf } from '../support/verify/checkSubscriber.ts';
import type { World } from '../support/World.ts';

const serviceRestart = 1012;

/** One instance after the other is asked to end while its sockets are open. */
export const rollingRestart: Scenario = {
  name: 'rolling-restart',
  fault: 'rolling restart (SIGTERM) with open sockets',
  bounds: { feedMs: 10_000, handlersMs: 15_000, mutationMs: 10_000 },
  world: { workers: 2 },
  async run(world, random) {
    for (const instance of [...world.apis, ...world.workers]) {
      await delay(random.int(300, 1_000));
      await replace(world, instance);
    }
    await delay(random.int(500, 1_500));
  },
};

/** The new one first, as a rolling deployment does. */
async function replace(world: World, leaving: Instance): Promise<void> {
  await world.start(world.apis.includes(leaving) ? 'api' : 'worker');
  const connected = world.subscribers.filter(({ url }) => url === leaving.url);
  const askedAt = Date.now();
  world.expectEnd(leaving);
  const exitCode = await leaving.stop();
  if (exitCode !== 0) world.problems.push(`an instance that was asked to end ended with ${exitCode}`);
  for (const subscriber of connected) {
    const ending = subscriber.endings.find(({ url, at }) => url === leaving.url && at >= askedAt);
    if (ending?.closeCode === serviceRestart) continue;
    world.problems.push(
      `${nameOf(subscriber)}: the socket was closed with ${ending?.closeCode}, not ${serviceRestart}`,
    );
  }
}
