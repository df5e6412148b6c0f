import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../support/eventually.ts';
import { isStopped } from '../support/processState.ts';
import type { Scenario } from '../support/Scenario.ts';

const leaseMs = 2_000;
const stalledIntervalMs = 1_000;
/** PostgreSQL ends the transaction of one who does not go on. */
const idleInTransactionMs = 5_000;

/** Others do its work when its lease is over. When it wakes up, what it still believes to be its own is refused. */
export const workerFrozen: Scenario = {
  name: 'worker-frozen-past-lease',
  fault: 'a worker frozen (SIGSTOP) past its lease, then continued',
  bounds: {
    feedMs: 5_000 + idleInTransactionMs,
    handlersMs: idleInTransactionMs + leaseMs + stalledIntervalMs + 10_000,
    mutationMs: idleInTransactionMs + 2_000,
  },
  world: {
    workers: 2,
    timing: { worker: { lockMs: leaseMs, stalledIntervalMs }, relay: { leaseMs }, retries: { leaseMs } },
  },
  async run(world, random) {
    for (let freezes = 0; freezes < 2; freezes += 1) {
      await delay(random.int(300, 1_500));
      const frozen = random.pick(world.workers);
      // In the middle of a handler, with its effect written and not committed, or wherever it is.
      if (freezes % 2 === 0) {
        await frozen.obey('stop in the next handler');
        await eventually(() => isStopped(frozen.pid), { withinMs: 20_000 });
      } else frozen.signal('SIGSTOP');
      await delay(leaseMs + random.int(500, idleInTransactionMs));
      frozen.signal('SIGCONT');
    }
    await delay(random.int(500, 1_500));
  },
};
