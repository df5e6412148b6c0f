import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Random } from '../support/Random.ts';
import type { Scenario } from '../support/Scenario.ts';
import type { World } from '../support/World.ts';

const leaseMs = 5_000;
const lockMs = 3_000;
const stalledIntervalMs = 2_000;

/** Redis that does not answer, that drops its clients, and that is behind a network which swallows everything. */
export const redisFrozen: Scenario = {
  name: 'redis-frozen-or-cut-off',
  fault: 'Redis frozen (CLIENT PAUSE), connections killed in a loop, network cut without FIN',
  // A dead connection is found within 5 s. What was lost with it is dispatched again, or, if a worker was given it, comes back from that.
  bounds: {
    feedMs: 5_000,
    handlersMs: 5_000 + Math.max(leaseMs, lockMs + stalledIntervalMs) + 5_000,
    mutationMs: 2_000,
    feedMeanwhileMs: 5_000,
  },
  world: {
    redisByProxy: true,
    timing: { worker: { lockMs, stalledIntervalMs }, relay: { leaseMs }, retries: { leaseMs } },
  },
  isLong: true,
  async run(world, random) {
    for (const strike of [pauseClients, killConnections, cutOff, freeze]) {
      await delay(random.int(300, 1_500));
      await world.outage(() => strike(world, random));
    }
    await delay(random.int(500, 1_500));
  },
};

async function pauseClients(world: World, random: Random): Promise<void> {
  const forMs = random.int(3_000, world.isBrief ? 4_000 : 8_000);
  await ask(world, (redis) => redis.call('CLIENT', 'PAUSE', String(forMs), 'ALL'));
  await delay(forMs);
}

async function killConnections(world: World, random: Random): Promise<void> {
  for (let kills = 0; kills < 10; kills += 1) {
    await ask(world, (redis) => redis.call('CLIENT', 'KILL', 'SKIPME', 'yes'));
    await delay(random.int(50, 400));
  }
}

/** The connections of before stay dead for ever: whoever does not look never hears of it. */
async function cutOff(world: World, random: Random): Promise<void> {
  world.redisProxy?.cut();
  await delay(random.int(1_000, world.isBrief ? 3_000 : 8_000));
  world.redisProxy?.mend();
}

async function freeze(world: World, random: Random): Promise<void> {
  await world.services.order('freeze Redis');
  await delay(random.int(3_000, world.isBrief ? 4_000 : 8_000));
  await world.services.order('thaw Redis');
}

async function ask(world: World, question: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis(world.services.redisUrl, { retryStrategy: null });
  try {
    await question(redis);
  } finally {
    redis.disconnect();
  }
}
