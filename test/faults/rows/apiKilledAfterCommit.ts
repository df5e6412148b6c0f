import { setTimeout as delay } from 'node:timers/promises';
import { dieOfOneSave, dieSoon } from '../support/dieSoon.ts';
import type { Scenario } from '../support/Scenario.ts';

/** What it had committed is found by the sweeps and the polls of the others. */
export const apiKilledAfterCommit: Scenario = {
  name: 'api-killed-after-commit',
  fault: 'kill -9 an API instance between commit and publish',
  // Handlers: the grace of the handover, a poll and the lease of whoever takes it.
  bounds: { feedMs: 5_000, handlersMs: 10_000, mutationMs: 5_000 },
  async run(world, random) {
    await delay(random.int(300, 1_500));
    await dieSoon(world, random.pick(world.apis), 'die after the next commit');
    await Promise.all([world.start('api'), dieOfOneSave(world, 'die after the next commit', true)]);
    await delay(random.int(500, 1_500));
  },
};
