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

/** A start of a queued handler. */
export interface Start {
  /** The claim that it runs under; null for the first start, right after the commit, which is not recorded before it runs. */
  readonly token: string | null;
}

/** Right after the commit: on the happy path nothing is written before the handler runs. */
export const firstStart: Start = { token: null };

/** How a delivery stands after a failure was noted. */
export interface FailureOutcome {
  readonly attempts: number;
  readonly isDead: boolean;
}

/** What became of the wish to start a handler: nothing where it is done, dead, or at work elsewhere. */
export type StartOutcome = ({ readonly kind: 'started' } & Start) | { readonly kind: 'nothing' | 'exhausted' };

const startRow = z.object({ token: z.uuid(), isDead: z.boolean() });
const failureRow = z.object({ attempts: z.int(), isDead: z.boolean() });

const nobodyIsAtIt = Prisma.sql`(claimed_until IS NULL OR claimed_until <= now())`;
/** Whether it is still this start's turn. One that was not recorded gives way to any that was. */
const isStillOf = ({ token }: Start): Prisma.Sql =>
  token === null ? nobodyIsAtIt : Prisma.sql`claim_token = ${token}::uuid`;

/** `claimed_until` when a start has reported its end. */
const ended = Prisma.sql`NULL`;
/** Of a start that did not: over, and still there to tell that its process ended. In the column's own precision, or it may lie ahead. */
const cutShort = Prisma.sql`date_trunc('milliseconds', now())`;
const crashed = 'the process ended while the handler ran';
/** Of the wait before a delivery is started again. */
const jitter = Prisma.sql`(0.5 + random() / 2)`;
/** Wide, so that deliveries that ended with one process do not wait for their turn behind the one that ends the next. */
const wideJitter = Prisma.sql`(0.5 + random() * 2.5)`;
const waitAfter = (attempts: Prisma.Sql, { firstBackoffMs, maxBackoffMs }: RetryPolicy): Prisma.Sql =>
  Prisma.sql`least(${maxBackoffMs}, ${firstBackoffMs} * power(2, ${attempts} - 1)) * interval '1 ms'`;

/**
 * The rows of event_deliveries and inbox. All times are the database's: instances' clocks may differ.
 *
 * `available_at` is when the relay looks at a delivery next. `claim_token` names who has it: a relay that dispatched it, then the start of its
 * handler. `claimed_until` is set by a start alone: until then no other begins. Its end takes it back: what is over and still there is
 * the mark of a start whose process ended, of a suspect.
 */
export class PrismaOutbox {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Claims at most `limit` deliveries that are late, for `leaseMs`. Two relays never claim the same. Those of other handlers, of newer releases
   * say, are left to relays that know them.
   */
  async claimDue({ handlers, limit, leaseMs, claimToken }: Claim): Promise<DueDelivery[]> {
    const claimed = await this.#database.current.$queryRaw<(DeliveryKey & { isSuspect: boolean })[]>`
      UPDATE event_deliveries d SET claim_token = ${claimToken}::uuid, available_at = ${inMs(leaseMs)}
      FROM (
        SELECT handler, event_id, page FROM event_deliveries
        WHERE ${open} AND available_at <= now() AND handler = ANY(${handlers})
        ORDER BY available_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
      ) due
      WHERE d.handler = due.handler AND d.event_id = due.event_id AND d.page = due.page
      RETURNING d.handler, d.event_id AS "eventId", d.page, d.claimed_until IS NOT NULL AS "isSuspect"`;
    return claimed.map((key) => ({ ...key, claimToken }));
  }

  /** Gives back what was claimed under the token and has not been started: it is due again after `delayMs`. Counts nothing. */
  async release(claimToken: string, delayMs: number): Promise<void> {
    await this.#database.current.$executeRaw`
      UPDATE event_deliveries SET claim_token = NULL, available_at = ${inMs(delayMs)} WHERE claim_token = ${claimToken}::uuid AND ${open}`;
  }

  /**
   * Counts a start of the handler before it runs, and leaves the delivery to it for `leaseMs`. Any dispatch may start it, also one that was
   * waiting in its queue while the relay gave it up and claimed it again: what counts is that nobody is at it. After the last start it becomes
   * a dead letter instead: no failure was noted, so the handler took its process with it.
   */
  async recordStart(key: DeliveryKey, policy: RetryPolicy): Promise<StartOutcome> {
    const isExhausted = Prisma.sql`attempts >= ${policy.maxStarts}`;
    const attempts = Prisma.sql`(attempts + CASE WHEN ${isExhausted} THEN 0 ELSE 1 END)`;
    // For the case that its process ends.
    const wait = Prisma.sql`${waitAfter(attempts, policy)} * ${wideJitter}`;
    const [row] = await this.#database.current.$queryRaw<unknown[]>`
      UPDATE event_deliveries SET claim_token = gen_random_uuid(), claimed_until = ${inMs(policy.leaseMs)},
        available_at = ${inMs(policy.leaseMs)} + ${wait}, attempts = ${attempts},
        dead_at = CASE WHEN ${isExhausted} THEN now() END,
        last_error = CASE WHEN ${isExhausted} THEN ${crashed} ELSE last_error END
      WHERE ${where(key)} AND ${open} AND ${nobodyIsAtIt}
      RETURNING claim_token AS token, dead_at IS NOT NULL AS "isDead"`;
    if (row === undefined) return { kind: 'nothing' };
    const { token, isDead } = startRow.parse(row);
    return isDead ? { kind: 'exhausted' } : { kind: 'started', token };
  }

  /**
   * Notes that a process ended, or does not report any more, while it had the delivery: as a failed start. Resolves to undefined, and notes
   * nothing, if it was done all the same, or somebody else is at it.
   */
  async recordCrash(key: DeliveryKey, policy: RetryPolicy): Promise<FailureOutcome | undefined> {
    // The first start is not recorded when it begins; others are.
    return this.#fail(
      key,
      {
        attempts: Prisma.sql`greatest(attempts, 1)`,
        error: crashed,
        isDue: nobodyIsAtIt,
        claimedUntil: cutShort,
        jitter: wideJitter,
      },
      policy,
    );
  }

  /**
   * The fence, to be called first in the handler's transaction: resolves to the event, or to undefined if the effect was committed before, the
   * delivery is not to be done, or it is no longer this start's turn. Waits for another transaction that is at the same delivery.
   */
  async fence(key: DeliveryKey, start: Start = firstStart): Promise<FencedDelivery | undefined> {
    const isCurrent = start.token === null ? Prisma.sql`TRUE` : Prisma.sql`claim_token = ${start.token}::uuid`;
    const rows = await this.#database.transaction.client.$queryRaw<unknown[]>`
      WITH due AS (
        SELECT event_id, page_args FROM event_deliveries WHERE ${where(key)} AND ${open} AND ${isCurrent}
      ), fenced AS (
        INSERT INTO inbox (handler, event_id, page) SELECT ${key.handler}, event_id, ${key.page} FROM due
        ON CONFLICT DO NOTHING RETURNING event_id
      )
      SELECT e.seq, e.type, e.version, e.actor_id AS "actorId", e.correlation_id AS "correlationId", e.causation_id AS "causationId",
        e.payload, e.occurred_at AS "occurredAt", due.page_args AS page
      FROM fenced JOIN due USING (event_id) JOIN domain_events e ON e.id = fenced.event_id`;
    return rows[0] === undefined ? undefined : fencedRow.parse(rows[0]);
  }

  /** Marks the delivery done and writes its further pages, in the handler's transaction. Throws, so that all is undone, if there is no such delivery any more. */
  async complete(key: DeliveryKey, pages: readonly KeyRange[]): Promise<DueDelivery[]> {
    const { client } = this.#database.transaction;
    const done = await client.$executeRaw`
      UPDATE event_deliveries SET done_at = now(), dead_at = NULL, claim_token = NULL, claimed_until = NULL WHERE ${where(key)}`;
    if (done === 0) throw new Error('the delivery was taken away while its handler ran: a replay makes its pages anew');
    if (pages.length === 0) return [];
    await client.$executeRaw`
      INSERT INTO event_deliveries (handler, event_id, page, page_args, available_at)
      SELECT ${key.handler}, ${key.eventId}::uuid, page, args, ${inMs(handOverGraceMs)}
      FROM jsonb_array_elements(${JSON.stringify(pages)}::jsonb) WITH ORDINALITY AS pages(args, page)`;
    return pages.map((_, index) => ({ handler: key.handler, eventId: key.eventId, page: index + 1, claimToken: null }));
  }

  /** Notes a failed start and when to try again, or that it was the last one. Resolves to undefined, and notes nothing, if it is no longer its turn. */
  async recordFailure(
    key: DeliveryKey,
    start: Start,
    error: string,
    policy: RetryPolicy,
  ): Promise<FailureOutcome | undefined> {
    const attempts = start.token === null ? Prisma.sql`(attempts + 1)` : Prisma.sql`attempts`;
    return this.#fail(key, { attempts, error, isDue: isStillOf(start), claimedUntil: ended, jitter }, policy);
  }

  async #fail(
    key: DeliveryKey,
    { attempts, error, isDue, claimedUntil, jitter }: Failure,
    policy: RetryPolicy,
  ): Promise<FailureOutcome | undefined> {
    const [row] = await this.#database.current.$queryRaw<unknown[]>`
      UPDATE event_deliveries SET attempts = ${attempts}, last_error = ${error}, claim_token = NULL,
        claimed_until = ${claimedUntil}, available_at = now() + ${waitAfter(attempts, policy)} * ${jitter},
        dead_at = CASE WHEN ${attempts} >= ${policy.maxStarts} THEN now() END
      WHERE ${where(key)} AND ${open} AND ${isDue}
      RETURNING attempts, dead_at IS NOT NULL AS "isDead"`;
    return row === undefined ? undefined : failureRow.parse(row);
  }

  /** Takes back a start whose handler was not reached: it does not count, a suspect stays one, and it is due again after `delayMs`. */
  async undoStart({ isSuspect = false, ...key }: DueDelivery, start: Start, delayMs: number): Promise<void> {
    const claimedUntil = isSuspect ? cutShort : ended;
    await this.#database.current.$executeRaw`
      UPDATE event_deliveries SET attempts = attempts - ${start.token === null ? 0 : 1}, claim_token = NULL,
        claimed_until = ${claimedUntil}, available_at = ${inMs(delayMs)}
      WHERE ${where(key)} AND ${open} AND ${isStillOf(start)}`;
  }

  /** Leaves an event that this release does not know to a newer one, without counting the start; one that grew too old is a dead letter. */
  async putOff(
    key: DeliveryKey,
    start: Start,
    error: string,
    { unknownEventDelayMs, unknownEventMaxAgeMs }: RetryPolicy,
  ): Promise<FailureOutcome | undefined> {
    const [row] = await this.#database.current.$queryRaw<unknown[]>`
      UPDATE event_deliveries d SET attempts = attempts - ${start.token === null ? 0 : 1}, last_error = ${error},
        claim_token = NULL, claimed_until = NULL, available_at = ${inMs(unknownEventDelayMs)},
        dead_at = CASE WHEN e.occurred_at < ${inMs(-unknownEventMaxAgeMs)} THEN now() END
      FROM domain_events e WHERE e.id = d.event_id AND ${where(key)} AND ${open} AND ${isStillOf(start)}
      RETURNING attempts, dead_at IS NOT NULL AS "isDead"`;
    return row === undefined ? undefined : failureRow.parse(row);
  }
}

interface Failure {
  /** Expressions of the new values. */
  readonly attempts: Prisma.Sql;
  readonly claimedUntil: Prisma.Sql;
  readonly error: string;
  /** Without it nothing is noted. */
  readonly isDue: Prisma.Sql;
  readonly jitter: Prisma.Sql;
}

interface Claim {
  readonly handlers: readonly string[];
  readonly limit: number;
  readonly leaseMs: number;
  readonly claimToken: string;
}
