import { z } from 'zod';
import type { Logger } from '../../application/Logger.ts';
import { advisoryLocks } from '../database/advisoryLocks.ts';
import type { Database } from '../database/Database.ts';
import { exclusively } from '../housekeeping/exclusively.ts';
import type { Chore } from '../housekeeping/Housekeeping.ts';
import { fillInDeliveries } from './fillInDeliveries.ts';
import type { QueuedSubscription } from './QueuedSubscription.ts';

export interface DeliveryBackfillOptions {
  readonly database: Database;
  /** Of this release, registered. */
  readonly subscriptions: readonly QueuedSubscription[];
  readonly logger: Logger;
  /** Default 5 s. */
  readonly everyMs?: number;
  /** How far back each run looks, in ms: longer than a transaction may last, so that late commits are found soon. Default 30 s. */
  readonly recentMs?: number;
  /** After this time no transaction can be running any more that began before. Default 10 min. */
  readonly settleMs?: number;
  /** Events looked at in one statement. Default 1,000. */
  readonly batch?: number;
}

const subscriptionState = z.object({
  handler: z.string(),
  completeTo: z.bigint(),
  lookedTo: z.bigint(),
  isSettled: z.boolean(),
  end: z.bigint(),
});
type SubscriptionState = z.infer<typeof subscriptionState>;

/**
 * Writes the deliveries that an older release left out, because it did not know the handler, while the two run side by side.
 *
 * Events become visible out of the order of their seq. So each run looks at those of the last half a minute again, and `complete_to`, up to
 * where nothing can be missing, follows in two steps: it moves to where the log's end was ten minutes ago, after one more look at all up to
 * there. The first run of a process looks at everything after `complete_to`, also at what was written while no instance ran.
 */
export class DeliveryBackfill implements Chore {
  readonly name = 'filling in deliveries';
  readonly everyMs: number;
  readonly #options: DeliveryBackfillOptions;
  /** How far earlier runs of this process looked, and when, in ms of the process; the oldest first. */
  #runs: { readonly at: number; readonly end: bigint }[] = [];

  constructor(options: DeliveryBackfillOptions) {
    this.#options = options;
    this.everyMs = options.everyMs ?? 5_000;
  }

  async run(): Promise<void> {
    const startedAt = performance.now();
    const states = await this.#states();
    const recent = this.#lookedAtLongAgo(startedAt);
    for (const state of states) {
      if (state.isSettled && !(await this.#settle(state))) return;
      const from = recent > state.completeTo ? recent : state.completeTo;
      if (!(await this.#fillIn(state.handler, from, state.end))) return;
    }
    const [state] = states;
    if (state) this.#runs.push({ at: startedAt, end: state.end });
  }

  async #states(): Promise<readonly SubscriptionState[]> {
    const { database, subscriptions, settleMs = 600_000 } = this.#options;
    const rows = await database.client.$queryRaw<unknown[]>`
      SELECT handler, complete_to AS "completeTo", looked_to AS "lookedTo",
        looked_at <= now() - ${settleMs} * interval '1 ms' AS "isSettled",
        (SELECT coalesce(max(seq), 0) FROM domain_events) AS end
      FROM event_handlers WHERE handler = ANY(${subscriptions.map(({ handler }) => handler)}) ORDER BY handler`;
    return z.array(subscriptionState).parse(rows);
  }

  /** What lies at or before it was looked at when it could not change any more. */
  #lookedAtLongAgo(now: number): bigint {
    const { recentMs = 30_000 } = this.#options;
    const last = this.#runs.findLastIndex(({ at }) => at <= now - recentMs);
    this.#runs = this.#runs.slice(Math.max(0, last));
    return last < 0 ? 0n : (this.#runs[0]?.end ?? 0n);
  }

  /** Looks once more at what has settled, and moves on. False if another process is at it. */
  async #settle({ handler, completeTo, lookedTo, end }: SubscriptionState): Promise<boolean> {
    if (!(await this.#fillIn(handler, completeTo, lookedTo))) return false;
    await this.#options.database.client.$executeRaw`
      UPDATE event_handlers SET complete_to = looked_to, looked_to = ${end}, looked_at = now()
      WHERE handler = ${handler} AND complete_to = ${completeTo} AND looked_to = ${lookedTo}`;
    return true;
  }

  /** False if another process is at it: then it does the rest. */
  async #fillIn(handler: string, after: bigint, upTo: bigint): Promise<boolean> {
    const { database, batch = 1_000, logger } = this.#options;
    for (let from: bigint | null = after; from !== null && from < upTo; ) {
      const last: bigint = from;
      const filled = await exclusively(database, advisoryLocks.backfill, () =>
        this.#fillInBatch(handler, last, upTo, batch),
      );
      if (!filled) return false;
      if (filled.filled > 0) {
        logger.info({ handler, deliveries: filled.filled }, 'filled in deliveries that another release left out');
      }
      from = filled.scanned < batch ? null : filled.last;
    }
    return true;
  }

  async #fillInBatch(handler: string, after: bigint, upTo: bigint, batch: number) {
    const { database, subscriptions } = this.#options;
    const eventType = subscriptions.find((subscription) => subscription.handler === handler)?.eventType;
    if (eventType === undefined) throw new Error(`unreachable: ${handler} is of this release`);
    return fillInDeliveries(database.transaction.client, { handler, eventType, after, upTo, limit: batch });
  }
}
