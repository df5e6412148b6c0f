import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { KeyRange } from '../../application/EventHandler.ts';
import type { DeliveryKey, DueDelivery } from '../../application/EventPublisher.ts';
import type { Database } from '../database/Database.ts';
import { jitter, waitAfter, wideJitter } from './backoff.ts';
import { type Claim, claimDue, isAnyDue, release } from './claims.ts';
import {
  completeAll,
  type FencedDelivery,
  fenceAll,
  firstStart,
  givenStarts,
  lockedInOrder,
  nobodyIsAtIt,
  readDelivery,
  type Start,
  type StartedDelivery,
  unfenceAll,
} from './fencing.ts';
import type { RetryPolicy } from './RetryPolicy.ts';

const where = ({ handler, eventId, page }: DeliveryKey): Prisma.Sql =>
  Prisma.sql`handler = ${handler} AND event_id = ${eventId}::uuid AND page = ${page}`;
const inMs = (ms: number): Prisma.Sql => Prisma.sql`now() + ${ms} * interval '1 ms'`;
const open = Prisma.sql`done_at IS NULL AND dead_at IS NULL`;

/** How a delivery stands after a failure was noted. */
export interface FailureOutcome {
  readonly attempts: number;
  readonly isDead: boolean;
}

/** What became of the wish to start a handler: nothing where it is done, dead, or at work elsewhere. */
export type StartOutcome = ({ readonly kind: 'started' } & RecordedStart) | { readonly kind: 'nothing' | 'exhausted' };

export interface RecordedStart extends Start {
  /** The how manieth start it is. */
  readonly attempts: number;
}

const firstStartRows = z.array(z.object({ nth: z.int(), token: z.uuid() }));
const startRow = z.object({ token: z.uuid(), attempts: z.int(), isDead: z.boolean() });
const failureRow = z.object({ attempts: z.int(), isDead: z.boolean() });

/** Whether it is still this start's turn. One that was not recorded gives way to any that was. */
const isStillOf = ({ token }: Start): Prisma.Sql =>
  token === null ? nobodyIsAtIt : Prisma.sql`claim_token = ${token}::uuid`;

/** `claimed_until` when a start has reported its end. */
const ended = Prisma.sql`NULL`;
/** Of a start that did not: over, and still there to tell that its process ended. In the column's own precision, or it may lie ahead. */
const cutShort = Prisma.sql`date_trunc('milliseconds', now())`;
const crashed = 'the process ended while the handler ran';

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

  async isAnyDue(handlers: readonly string[]): Promise<boolean> {
    return isAnyDue(this.#database.current, handlers);
  }

  async claimDue(claim: Claim): Promise<DueDelivery[]> {
    return claimDue(this.#database.current, claim);
  }

  async release(claimToken: string, delayMs: number): Promise<void> {
    await release(this.#database.current, claimToken, delayMs);
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
      RETURNING claim_token AS token, attempts, dead_at IS NOT NULL AS "isDead"`;
    if (row === undefined) return { kind: 'nothing' };
    const { isDead, ...start } = startRow.parse(row);
    return isDead ? { kind: 'exhausted' } : { kind: 'started', ...start };
  }

  /**
   * The same for several deliveries of one handler, but only of those that never were started, as far as is recorded: whichever ended a process
   * before is not started in company again. Gives the starts of these.
   */
  async recordFirstStarts(
    handler: string,
    deliveries: readonly DeliveryKey[],
    policy: RetryPolicy,
  ): Promise<StartedDelivery[]> {
    const given = givenStarts(deliveries.map((delivery) => ({ delivery, start: firstStart })));
    const wait = Prisma.sql`${waitAfter(Prisma.sql`1`, policy)} * ${wideJitter}`;
    const rows = await this.#database.current.$queryRaw<unknown[]>`
      WITH locked AS (${lockedInOrder(handler, given, Prisma.sql`attempts = 0 AND ${open} AND ${nobodyIsAtIt}`)})
      UPDATE event_deliveries d SET claim_token = gen_random_uuid(), claimed_until = ${inMs(policy.leaseMs)},
        available_at = ${inMs(policy.leaseMs)} + ${wait}, attempts = 1
      FROM locked WHERE d.handler = ${handler} AND d.event_id = locked.event_id AND d.page = locked.page
      RETURNING locked.nth, d.claim_token AS token`;
    return firstStartRows.parse(rows).flatMap(({ nth, token }) => {
      const delivery = deliveries[nth];
      return delivery ? [{ delivery, start: { token } }] : [];
    });
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

  /** What the fence will give, for a handler that prepares outside of its transaction; undefined where there is nothing to do any more. */
  async read(key: DeliveryKey): Promise<FencedDelivery | undefined> {
    return readDelivery(this.#database.current, key);
  }

  /**
   * The fence, to be called first in the handler's transaction: resolves to the event, or to undefined if the effect was committed before, the
   * delivery is not to be done, or it is no longer this start's turn. Waits for another transaction that is at the same delivery.
   */
  async fence(key: DeliveryKey, start: Start = firstStart): Promise<FencedDelivery | undefined> {
    return (await this.fenceAll(key.handler, [{ delivery: key, start }])).get(0);
  }

  /** The fence for several deliveries of one handler, each given once: the events of those that are to be done, by their place. */
  async fenceAll(handler: string, starts: readonly StartedDelivery[]): Promise<ReadonlyMap<number, FencedDelivery>> {
    return fenceAll(this.#database.transaction.preparing, handler, starts);
  }

  /** Takes deliveries of one handler back out of the fence, in the transaction that fenced them: they are to be fenced again, each alone. */
  async unfenceAll(handler: string, starts: readonly StartedDelivery[]): Promise<void> {
    if (starts.length > 0) await unfenceAll(this.#database.transaction.preparing, handler, starts);
  }

  /** Marks the delivery done and writes its further pages, in the handler's transaction. Throws, so that all is undone, if there is no such delivery any more. */
  async complete(key: DeliveryKey, pages: readonly KeyRange[]): Promise<DueDelivery[]> {
    return this.completeAll(key.handler, [{ delivery: key, start: firstStart }], [pages]);
  }

  /** The same for several deliveries of one handler, each given once, with the further pages of each. */
  async completeAll(
    handler: string,
    starts: readonly StartedDelivery[],
    pages: readonly (readonly KeyRange[])[],
  ): Promise<DueDelivery[]> {
    return starts.length === 0 ? [] : completeAll(this.#database.transaction.preparing, handler, starts, pages);
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
  async undoStart(
    { isSuspect = false, ...key }: DeliveryKey & Pick<DueDelivery, 'isSuspect'>,
    start: Start,
    delayMs: number,
  ): Promise<void> {
    const claimedUntil = isSuspect ? cutShort : ended;
    await this.#database.current.$executeRaw`
      UPDATE event_deliveries SET attempts = attempts - ${start.token === null ? 0 : 1}, claim_token = NULL,
        claimed_until = ${claimedUntil}, available_at = ${inMs(delayMs)}
      WHERE ${where(key)} AND ${open} AND ${isStillOf(start)}`;
  }

  /** The same for several deliveries of one handler. */
  async undoStarts(handler: string, starts: readonly StartedDelivery[], delayMs: number): Promise<void> {
    const isTheirs = Prisma.sql`${open} AND CASE WHEN given.token IS NULL THEN ${nobodyIsAtIt} ELSE claim_token = given.token END`;
    await this.#database.current.$executeRaw`
      WITH locked AS (${lockedInOrder(handler, givenStarts(starts), isTheirs)})
      UPDATE event_deliveries d SET attempts = attempts - CASE WHEN locked.token IS NULL THEN 0 ELSE 1 END, claim_token = NULL,
        claimed_until = NULL, available_at = ${inMs(delayMs)}
      FROM locked WHERE d.handler = ${handler} AND d.event_id = locked.event_id AND d.page = locked.page`;
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
