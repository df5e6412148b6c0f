import { setTimeout as delay } from 'node:timers/promises';
import { dieSoon } from '../support/dieSoon.ts';
import type { Scenario } from '../support/Scenario.ts';

const lockMs = 3_000;
const stalledIntervalMs = 2_000;

/** Its effect was written and not committed: another worker gets the job when the lock has run out, and does it once. */
export const workerKilled: Scenario = {
  name: 'worker-killed-in-job',
  fault: 'kill -9 a worker in the middle of a job',
  bounds: { feedMs: 5_000, handlersMs: lockMs + stalledIntervalMs + 5_000, mutationMs: 5_000 },
  world: {
    workers: 2,
    timing: { worker: { lockMs, stalledIntervalMs }, relay: { leaseMs: lockMs }, retries: { leaseMs: lockMs } },
  },
  async run(world, random) {
    for (let kills = 0; kills < 2; kills += 1) {
      await delay(random.int(300, 1_500));
      await dieSoon(world, random.pick(world.workers), 'die in the next handler');
      await world.start('worker');
    }
    await delay(random.int(500, 1_500));
  },
};
