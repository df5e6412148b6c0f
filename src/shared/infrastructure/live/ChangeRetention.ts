import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { Database } from '../database/Database.ts';
import { exclusively } from '../housekeeping/exclusively.ts';
import type { Chore } from '../housekeeping/Housekeeping.ts';
import type { LogTables } from './LogTables.ts';

export interface ChangeRetentionOptions {
  readonly database: Database;
  /** What is removed, for the log: "removing old changes of feeds". */
  readonly name: string;
  readonly log: LogTables;
  /** How long a change is kept for subscribers to go on from it. */
  readonly keepDays: number;
  /** Deletes at most `limit` rows that were retracted before `before` and that no change names any more. */
  readonly removeTombstones: (before: Prisma.Sql, limit: number) => Prisma.Sql;
  /** Rows in one transaction. Default 5,000. */
  readonly batch?: number;
}

const removedRow = z.tuple([z.object({ removed: z.int() })]);

/**
 * Removes the changes that are older than `keepDays`, from the beginning of the log on and without leaving a hole, and moves the log's
 * minimum with them: a cursor before it is refused as expired. Then the tombstones that were only kept for those changes.
 *
 * A timer in each process and a lock in the database, instead of a repeated job: Redis may be away for days, and a log must not grow meanwhile.
 */
export class ChangeRetention implements Chore {
  readonly name: string;
  readonly everyMs = 3_600_000;
  readonly #options: ChangeRetentionOptions;
  readonly #batch: number;

  constructor(options: ChangeRetentionOptions) {
    this.name = options.name;
    this.#options = options;
    this.#batch = options.batch ?? 5_000;
  }

  /** Leaves it to another process that is at it. */
  async run(): Promise<void> {
    await this.#repeat(() => this.#removeChanges());
    await this.#repeat(() => this.#removeTombstones());
  }

  /** @param removeBatch resolves to how many rows it removed. */
  async #repeat(removeBatch: () => Promise<number>): Promise<void> {
    const { database, log } = this.#options;
    for (;;) {
      const removed = await exclusively(database, log.retentionLock, removeBatch);
      if (removed === undefined || removed < this.#batch) return;
    }
  }

  /**
   * Up to the first change that is young enough, be there older ones after it: transactions do not get their positions in the order in which
   * they began. What is below the minimum goes whatever its age: nobody can ask for it. The head stays, so positions never begin again.
   */
  async #removeChanges(): Promise<number> {
    const changes = Prisma.raw(this.#options.log.changes);
    const head = Prisma.raw(this.#options.log.head);
    const rows = await this.#options.database.transaction.client.$queryRaw`
      WITH oldest AS (
        SELECT c.position, c.position > h.minimum AND c.changed_at >= ${this.#before} AS is_kept
        FROM ${changes} c, ${head} h WHERE c.position IS NOT NULL ORDER BY c.position LIMIT ${this.#batch}
      ), due AS (
        SELECT max(position) AS through FROM oldest
        WHERE position < coalesce((SELECT min(position) FROM oldest WHERE is_kept), ${2n ** 63n - 1n})
      ), removed AS (
        DELETE FROM ${changes} c USING due WHERE c.position <= due.through RETURNING c.position
      ), moved AS (
        UPDATE ${head} SET minimum = greatest(minimum, (SELECT max(position) FROM removed)) WHERE EXISTS (SELECT FROM removed)
      )
      SELECT count(*)::int AS removed FROM removed`;
    return removedRow.parse(rows)[0].removed;
  }

  async #removeTombstones(): Promise<number> {
    const { database, removeTombstones } = this.#options;
    return database.transaction.client.$executeRaw(removeTombstones(this.#before, this.#batch));
  }

  /** By the database's clock, as the age of changes. */
  get #before(): Prisma.Sql {
    return Prisma.sql`(now() - ${this.#options.keepDays}::int * interval '1 day')`;
  }
}
