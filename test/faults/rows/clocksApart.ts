import { setTimeout as delay } from 'node:timers/promises';
import type { Scenario } from '../support/Scenario.ts';

/** No clock but the database's counts, and where there is an order its sequences decide. */
export const clocksApart: Scenario = {
  name: 'clocks-apart',
  fault: 'clocks 5 minutes apart',
  bounds: { feedMs: 5_000, handlersMs: 10_000, mutationMs: 5_000 },
  // Each of the two API instances is half of it away from the worker.
  world: { clockAheadMs: 150_000 },
  async run(world, random) {
    await delay(random.int(4_000, world.isBrief ? 5_000 : 10_000));
  },
};
