import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { Database } from '../database/Database.ts';
import { retryLostRaces } from '../database/retryLostRaces.ts';
import type { QueuedSubscription } from './QueuedSubscription.ts';

/** A place in the log: a seq, or a moment by the clocks of those who wrote it. */
export type LogBound = bigint | Date;

/** Events of the handler's type, from the first to the last, both included. */
export interface ReplayRange {
  readonly first: bigint;
  readonly last: bigint;
  readonly events: number;
}

const range = z.object({ first: z.bigint().nullable(), last: z.bigint().nullable(), events: z.int() });
const eventRows = z.array(z.object({ id: z.uuid(), seq: z.bigint() }));
const standing = z.object({ undone: z.int(), dead: z.int() });

/**
 * Has one queued handler run again for events of the log. It opens their deliveries and leaves the work to the workers, so it is safe while
 * they run, and may be broken off and begun again: a handler's own key sees to it that what is there is not written twice.
 */
export class HandlerReplay {
  readonly #database: Database;
  readonly #subscription: QueuedSubscription;

  constructor(database: Database, subscription: QueuedSubscription) {
    this.#database = database;
    this.#subscription = subscription;
  }

  /** Undefined if there are no such events. A moment includes what occurred at it as `from`, and excludes it as `to`; a seq is included. */
  async find(from: LogBound, to: LogBound | undefined): Promise<ReplayRange | undefined> {
    const [row] = await this.#database.client.$queryRaw<unknown[]>`
      SELECT min(seq) AS first, max(seq) AS last, count(*)::int AS events FROM domain_events
      WHERE type = ${this.#subscription.eventType}
        AND ${typeof from === 'bigint' ? Prisma.sql`seq >= ${from}` : Prisma.sql`occurred_at >= ${from.toISOString()}::timestamptz`}
        AND ${to === undefined ? Prisma.sql`TRUE` : typeof to === 'bigint' ? Prisma.sql`seq <= ${to}` : Prisma.sql`occurred_at < ${to.toISOString()}::timestamptz`}`;
    const { first, last, events } = range.parse(row);
    return first === null || last === null ? undefined : { first, last, events };
  }

  /**
   * Opens the deliveries of the next events in the range, `limit` at most: their first pages as if never done, further pages are made anew.
   * Resolves to the last of them and how many they were; undefined if there were none.
   */
  async open(
    { after, upTo }: { readonly after: bigint; readonly upTo: bigint },
    limit: number,
  ): Promise<{ readonly last: bigint; readonly events: number } | undefined> {
    const events = eventRows.parse(
      await this.#database.client.$queryRaw`
        SELECT id, seq FROM domain_events
        WHERE type = ${this.#subscription.eventType} AND seq > ${after} AND seq <= ${upTo} ORDER BY seq LIMIT ${limit}`,
    );
    const last = events.at(-1)?.seq;
    if (last === undefined) return undefined;
    await this.#open(events.map(({ id }) => id));
    return { last, events: events.length };
  }

  /**
   * Deliveries first: whoever is at one of them has committed, or comes to nothing, before its inbox row is looked for, in a later statement
   * that sees it. The other way round, a delivery that was just being done would stay open and fenced off for ever.
   */
  async #open(eventIds: readonly string[]): Promise<void> {
    const { handler } = this.#subscription;
    const ofTheseEvents = Prisma.sql`handler = ${handler} AND event_id = ANY(${eventIds}::uuid[])`;
    await retryLostRaces(() =>
      this.#database.inTransaction(async ({ client }) => {
        await client.$executeRaw`
          INSERT INTO event_deliveries (handler, event_id, page, available_at)
          SELECT ${handler}, id, 0, now() FROM unnest(${eventIds}::uuid[]) AS id ORDER BY id
          ON CONFLICT (handler, event_id, page) DO UPDATE SET attempts = 0, available_at = now(), claimed_until = NULL, claim_token = NULL,
            done_at = NULL, dead_at = NULL, last_error = NULL`;
        await client.$executeRaw`DELETE FROM event_deliveries WHERE ${ofTheseEvents} AND page > 0`;
        await client.$executeRaw`DELETE FROM inbox WHERE ${ofTheseEvents}`;
      }),
    );
  }

  /** Events in the range of which something is still to be done, and those of which something is a dead letter. */
  async standing({ first, last }: Pick<ReplayRange, 'first' | 'last'>): Promise<{ undone: number; dead: number }> {
    // Two queries of one, so that each finds its partial index: what is done long ago is most of the table.
    const [row] = await this.#database.client.$queryRaw<unknown[]>`
      SELECT count(DISTINCT e.id) FILTER (WHERE NOT is_dead)::int AS undone, count(DISTINCT e.id) FILTER (WHERE is_dead)::int AS dead FROM (
        SELECT event_id, FALSE AS is_dead FROM event_deliveries
        WHERE handler = ${this.#subscription.handler} AND done_at IS NULL AND dead_at IS NULL
        UNION ALL
        SELECT event_id, TRUE FROM event_deliveries WHERE handler = ${this.#subscription.handler} AND dead_at IS NOT NULL
      ) d JOIN domain_events e ON e.id = d.event_id WHERE e.seq BETWEEN ${first} AND ${last}`;
    return standing.parse(row);
  }
}
