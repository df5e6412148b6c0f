import { setTimeout as delay } from 'node:timers/promises';
import { dieOfOneSave, dieSoon } from '../support/dieSoon.ts';
import type { Scenario } from '../support/Scenario.ts';
import type { World } from '../support/World.ts';

const leaseMs = 3_000;
/** What was left behind is found by somebody by then. */
const foundWithinMs = 5_000;
const timing = {
  relay: { leaseMs },
  retries: { leaseMs },
  // They are workers too, and jobs that they had begun come back when their locks have run out.
  worker: { lockMs: leaseMs, stalledIntervalMs: 2_000 },
};

/** The jobs are in the queue and nobody knows: they are done, and dispatched again at most, which changes nothing. */
export const relayKilled: Scenario = {
  name: 'relay-killed-after-dispatch',
  fault: 'kill -9 whoever relays, after the job was added, before anything is marked',
  // Late ones: the grace of the handover, polls, and the lease of one who dies of it too.
  bounds: { feedMs: 5_000, handlersMs: 15_000, mutationMs: 5_000 },
  world: { timing },
  async run(world, random) {
    await delay(random.int(300, 1_500));
    // Right after its commit.
    await dieSoon(world, random.pick(world.apis), 'die after the next dispatch');
    await Promise.all([world.start('api'), killByLateDispatch(world)]);
    await delay(random.int(500, 1_500));
  },
};

/**
 * A relay that polls so often that it is the first to find what an instance left that died before it dispatched. Mostly: where another was first,
 * the next instance dies.
 */
async function killByLateDispatch(world: World): Promise<void> {
  const doomed = await world.start('worker', {
    isHidden: true,
    timing: { ...timing, relay: { leaseMs, pollMs: 5 } },
  });
  const dead = dieSoon(world, doomed, 'die after the next late dispatch');
  while (!doomed.hasEnded) {
    await dieOfOneSave(world, 'die after the next commit', true);
    await Promise.race([dead, delay(foundWithinMs)]);
  }
  await dead;
}
