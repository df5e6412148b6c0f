import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { Logger } from '../../application/Logger.ts';
import { advisoryLocks } from '../database/advisoryLocks.ts';
import type { Database } from '../database/Database.ts';
import { exclusively } from '../housekeeping/exclusively.ts';
import type { Chore } from '../housekeeping/Housekeeping.ts';

export interface OutboxRetentionOptions {
  readonly database: Database;
  /** How long done deliveries are kept. */
  readonly keepDays: number;
  readonly logger: Logger;
  /** Default an hour. */
  readonly everyMs?: number;
  /** Deliveries removed in one statement. Default 1,000. */
  readonly batch?: number;
}

const nextHandler = z.object({ handler: z.string().nullable() });
const removedBatch = z.object({ removed: z.int(), last: z.uuid() });
const beforeAllIds = '00000000-0000-0000-0000-000000000000';

/**
 * Removes deliveries that were done long ago, with their inbox rows. What is undone or dead stays, and so does what `complete_to` has not
 * passed yet: the backfill would take it for left out, and do it again.
 *
 * It follows the primary key, handler by handler. Event ids sort by time (UUID version 7), so it stops where younger ones begin, and needs no
 * index that each delivery would have to pay for.
 */
export class OutboxRetention implements Chore {
  readonly name = 'removing done deliveries';
  readonly everyMs: number;
  readonly #options: OutboxRetentionOptions;

  constructor(options: OutboxRetentionOptions) {
    this.#options = options;
    this.everyMs = options.everyMs ?? 3_600_000;
  }

  async run(): Promise<void> {
    for (let handler = await this.#handlerAfter(''); handler !== null; handler = await this.#handlerAfter(handler)) {
      const removed = await this.#removeDone(handler);
      if (removed > 0) this.#options.logger.info({ handler, deliveries: removed }, 'removed deliveries done long ago');
    }
  }

  async #handlerAfter(handler: string): Promise<string | null> {
    const [row] = await this.#options.database.client.$queryRaw<unknown[]>`
      SELECT min(handler) AS handler FROM event_deliveries WHERE handler > ${handler}`;
    return nextHandler.parse(row).handler;
  }

  async #removeDone(handler: string): Promise<number> {
    const { database, batch = 1_000 } = this.#options;
    for (let total = 0, from = beforeAllIds; ; ) {
      const last = from;
      const removed = await exclusively(database, advisoryLocks.outboxRetention, () =>
        this.#removeBatch(handler, last, batch),
      );
      total += removed?.removed ?? 0;
      if (!removed || removed.removed < batch) return total;
      from = removed.last;
    }
  }

  /** Undefined if there was nothing to remove. */
  async #removeBatch(handler: string, fromEventId: string, batch: number) {
    const { database, keepDays } = this.#options;
    // By the database's clock.
    const before = Prisma.sql`(now() - ${keepDays}::int * interval '1 day')`;
    // A handler of no release any more is nobody's to fill in.
    const completeTo = Prisma.sql`coalesce((SELECT complete_to FROM event_handlers WHERE handler = ${handler}), ${2n ** 63n - 1n})`;
    const [row] = await database.transaction.client.$queryRaw<unknown[]>`
      WITH due AS (
        SELECT d.handler, d.event_id, d.page FROM event_deliveries d
        WHERE d.handler = ${handler} AND d.event_id >= ${fromEventId}::uuid
          AND d.event_id < (lpad(to_hex((extract(epoch FROM ${before}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
          AND d.done_at < ${before}
          AND (SELECT seq FROM domain_events e WHERE e.id = d.event_id) <= ${completeTo}
        ORDER BY d.event_id, d.page LIMIT ${batch} FOR UPDATE SKIP LOCKED
      ), removed AS (
        DELETE FROM event_deliveries d USING due
        WHERE d.handler = due.handler AND d.event_id = due.event_id AND d.page = due.page RETURNING d.handler, d.event_id, d.page
      ), forgotten AS (
        DELETE FROM inbox i USING removed r WHERE i.handler = r.handler AND i.event_id = r.event_id AND i.page = r.page
      )
      SELECT count(*) OVER ()::int AS removed, event_id AS last FROM removed ORDER BY event_id DESC LIMIT 1`;
    return row === undefined ? undefined : removedBatch.parse(row);
  }
}
