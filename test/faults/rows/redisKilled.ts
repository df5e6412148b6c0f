import { setTimeout as delay } from 'node:timers/promises';
import { curators, readers } from '../support/cast.ts';
import type { Random } from '../support/Random.ts';
import type { Scenario } from '../support/Scenario.ts';
import type { World } from '../support/World.ts';

const leaseMs = 5_000;

/** All jobs and messages are gone. Nothing waits for Redis but what workers do, and that is dispatched again from the outbox. */
export const redisKilled: Scenario = {
  name: 'redis-killed',
  fault: 'Redis killed without persistence, away for 10 s, then for 120 s; clients subscribe meanwhile',
  bounds: { feedMs: 2_000, handlersMs: leaseMs + 10_000, mutationMs: 1_000, feedMeanwhileMs: 2_000 },
  world: { pauseMs: 600, timing: { relay: { leaseMs }, retries: { leaseMs } } },
  isLong: true,
  async run(world, random) {
    for (const awayMs of world.isBrief ? [4_000] : [10_000, 120_000]) {
      await delay(random.int(500, 2_000));
      await world.outage(() => withoutRedis(world, random, awayMs));
    }
    await delay(random.int(500, 2_000));
  },
};

async function withoutRedis(world: World, random: Random, awayMs: number): Promise<void> {
  await world.services.order('kill Redis');
  const joining = random.int(200, awayMs / 2);
  await delay(joining);
  await world.subscribe({ kind: 'global' }, random.pick(readers));
  await world.subscribe({ kind: 'following' }, random.pick(readers));
  await world.subscribe({ kind: 'curator', did: random.pick(curators) }, random.pick(readers));
  await world.subscribe({ kind: 'notifications' }, random.pick(readers));
  await delay(awayMs - joining);
  await world.services.order('start Redis');
}
