import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { KeyRange } from '../../application/EventHandler.ts';
import type { DeliveryKey, DueDelivery } from '../../application/EventPublisher.ts';
import type { Database } from '../database/Database.ts';
import { handOverGraceMs } from './eventLog.ts';
import type { RetryPolicy } from './RetryPolicy.ts';

/** An event from the log, for one queued handler and page. */
export interface FencedDelivery {
  readonly seq: bigint;
  readonly type: string;
  readonly version: number;
  readonly actorId: string | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly payload: unknown;
  readonly occurredAt: Date;
  readonly page: KeyRange | undefined;
}

const keyRange = z.object({ after: z.string().nullable(), upTo: z.string().nullable() });
const fencedRow = z.object({
  seq: z.bigint(),
  type: z.string(),
  version: z.int(),
  actorId: z.string().nullable(),
  correlationId: z.string(),
  causationId: z.string().nullable(),
  payload: z.unknown(),
  occurredAt: z.date(),
  page: keyRange.nullable().transform((page) => page ?? undefined),
});

const where = ({ handler, eventId, page }: DeliveryKey): Prisma.Sql =>
  Prisma.sql`handler = ${handler} AND event_id = ${eventId}::uuid AND page = ${page}`;
const inMs = (ms: number): Prisma.Sql => Prisma.sql`now() + ${ms} * interval '1 ms'`;
const open = Prisma.sql`done_at IS NULL AND dead_at IS NULL`;

/** A start of a handler that did not come to its effect. */
export interface Failure {
  readonly error: string;
  /** Whether the start was recorded before the handler ran. */
  readonly startWasCounted: boolean;
}

/** The rows of event_deliveries and inbox. All times are the database's: instances' clocks may differ. */
export class PrismaOutbox {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Claims at most `limit` deliveries that are late, for `leaseMs`. Two relays never claim the same. */
  async claimDue({
    limit,
    leaseMs,
    claimToken,
  }: {
    limit: number;
    leaseMs: number;
    claimToken: string;
  }): Promise<DueDelivery[]> {
    const claimed = await this.#database.current.$queryRaw<DeliveryKey[]>`
      UPDATE event_deliveries d
      SET claim_token = ${claimToken}::uuid, claimed_until = ${inMs(leaseMs)}, available_at = ${inMs(leaseMs)}
      FROM (
        SELECT handler, event_id, page FROM event_deliveries
        WHERE ${open} AND available_at <= now() ORDER BY available_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
      ) due
      WHERE d.handler = due.handler AND d.event_id = due.event_id AND d.page = due.page
      RETURNING d.handler, d.event_id AS "eventId", d.page`;
    return claimed.map((key) => ({ ...key, claimToken }));
  }

  /** Gives claims back that could not be dispatched: they are due again after `delayMs`. Counts nothing: the handlers were not started. */
  async release(claimToken: string, delayMs: number): Promise<void> {
    await this.#database.current.$executeRaw`
      UPDATE event_deliveries SET claimed_until = NULL, available_at = ${inMs(delayMs)} WHERE claim_token = ${claimToken}::uuid AND ${open}`;
  }

  /**
   * Counts a start of the handler before it runs, and extends the claim by `leaseMs`. Resolves to the number of starts with this one, or to
   * undefined when there is nothing to start: done, dead, or claimed by somebody else since.
   */
  async recordStart(delivery: DueDelivery, leaseMs: number): Promise<number | undefined> {
    const [row] = await this.#database.current.$queryRaw<{ attempts: number }[]>`
      UPDATE event_deliveries SET attempts = attempts + 1, claimed_until = ${inMs(leaseMs)}, available_at = ${inMs(leaseMs)}
      WHERE ${where(delivery)} AND ${open} AND claim_token IS NOT DISTINCT FROM ${delivery.claimToken}::uuid
      RETURNING attempts`;
    return row?.attempts;
  }

  /**
   * The fence, to be called first in the handler's transaction: resolves to the event, or to undefined if the effect was committed before.
   * Waits for another transaction that is at the same delivery.
   */
  async fence(key: DeliveryKey): Promise<FencedDelivery | undefined> {
    const rows = await this.#database.transaction.client.$queryRaw<unknown[]>`
      WITH fenced AS (
        INSERT INTO inbox (handler, event_id, page) VALUES (${key.handler}, ${key.eventId}::uuid, ${key.page})
        ON CONFLICT DO NOTHING RETURNING event_id
      )
      SELECT e.seq, e.type, e.version, e.actor_id AS "actorId", e.correlation_id AS "correlationId", e.causation_id AS "causationId",
        e.payload, e.occurred_at AS "occurredAt", d.page_args AS page
      FROM fenced JOIN domain_events e ON e.id = fenced.event_id
      JOIN event_deliveries d ON d.handler = ${key.handler} AND d.event_id = fenced.event_id AND d.page = ${key.page}`;
    return rows[0] === undefined ? undefined : fencedRow.parse(rows[0]);
  }

  /** Marks the delivery done and writes its further pages, in the handler's transaction. */
  async complete(key: DeliveryKey, pages: readonly KeyRange[]): Promise<DueDelivery[]> {
    const { client } = this.#database.transaction;
    await client.$executeRaw`UPDATE event_deliveries SET done_at = now(), claim_token = NULL, claimed_until = NULL WHERE ${where(key)}`;
    if (pages.length === 0) return [];
    await client.$executeRaw`
      INSERT INTO event_deliveries (handler, event_id, page, page_args, available_at)
      SELECT ${key.handler}, ${key.eventId}::uuid, page, args, ${inMs(handOverGraceMs)}
      FROM jsonb_array_elements(${JSON.stringify(pages)}::jsonb) WITH ORDINALITY AS pages(args, page)`;
    return pages.map((_, index) => ({ handler: key.handler, eventId: key.eventId, page: index + 1, claimToken: null }));
  }

  /** Notes a failed start and when to try again, or that it was the last one. Nothing if the delivery is done meanwhile. */
  async recordFailure(
    key: DeliveryKey,
    failure: Failure,
    { maxStarts, firstBackoffMs, maxBackoffMs }: RetryPolicy,
  ): Promise<void> {
    const attempts = failure.startWasCounted ? Prisma.sql`attempts` : Prisma.sql`attempts + 1`;
    const backoffMs = Prisma.sql`least(${maxBackoffMs}, ${firstBackoffMs} * power(2, ${attempts} - 1)) * (0.5 + random() / 2)`;
    await this.#database.current.$executeRaw`
      UPDATE event_deliveries SET attempts = ${attempts}, last_error = ${failure.error}, claim_token = NULL, claimed_until = NULL,
        available_at = now() + ${backoffMs} * interval '1 ms', dead_at = CASE WHEN ${attempts} >= ${maxStarts} THEN now() END
      WHERE ${where(key)} AND ${open}`;
  }

  /** Leaves an event that this release does not know to a newer one, without counting the start; one that grew too old is a dead letter. */
  async putOff(
    key: DeliveryKey,
    failure: Failure,
    { unknownEventDelayMs, unknownEventMaxAgeMs }: RetryPolicy,
  ): Promise<void> {
    await this.#database.current.$executeRaw`
      UPDATE event_deliveries d SET attempts = attempts - ${failure.startWasCounted ? 1 : 0}, last_error = ${failure.error},
        claim_token = NULL, claimed_until = NULL, available_at = ${inMs(unknownEventDelayMs)},
        dead_at = CASE WHEN e.occurred_at < ${inMs(-unknownEventMaxAgeMs)} THEN now() END
      FROM domain_events e WHERE e.id = d.event_id AND ${where(key)} AND ${open}`;
  }
}
