import { setTimeout as delay } from 'node:timers/promises';
import { dieOfOneSave, dieSoon } from '../support/dieSoon.ts';
import type { Scenario } from '../support/Scenario.ts';

/** Everything is written and nothing committed: nobody may ever see it. */
export const apiKilledBeforeCommit: Scenario = {
  name: 'api-killed-before-commit',
  fault: 'kill -9 an API instance before commit',
  bounds: { feedMs: 5_000, handlersMs: 10_000, mutationMs: 5_000 },
  async run(world, random) {
    await delay(random.int(300, 1_500));
    await dieSoon(world, random.pick(world.apis), 'die before the next commit');
    await Promise.all([world.start('api'), dieOfOneSave(world, 'die before the next commit', false)]);
    await delay(random.int(500, 1_500));
  },
};
