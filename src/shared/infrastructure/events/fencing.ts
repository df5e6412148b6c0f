import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { KeyRange } from '../../application/EventHandler.ts';
import type { DeliveryKey, DueDelivery } from '../../application/EventPublisher.ts';
import type { SqlClient } from '../database/SqlClient.ts';
import { handOverGraceMs } from './eventLog.ts';

/** A start of a queued handler. */
export interface Start {
  /** The claim that it runs under; null for the first start, right after the commit, which is not recorded before it runs. */
  readonly token: string | null;
}

/** Right after the commit: on the happy path nothing is written before the handler runs. */
export const firstStart: Start = { token: null };

export interface StartedDelivery {
  readonly delivery: DeliveryKey;
  readonly start: Start;
}

/** An event from the log, for one queued handler and page. */
export type FencedDelivery = z.infer<typeof fencedEvent>;

const keyRange = z.object({ after: z.string().nullable(), upTo: z.string().nullable() });
const fencedEvent = z.object({
  eventId: z.uuid(),
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
const eventColumns = Prisma.sql`e.id AS "eventId", e.seq, e.type, e.version, e.actor_id AS "actorId",
  e.correlation_id AS "correlationId", e.causation_id AS "causationId", e.payload, e.occurred_at AS "occurredAt"`;
const fencedRows = z.array(fencedEvent.extend({ nth: z.int() }));

/** Any number of deliveries of one handler as one parameter: a table `given` of `nth`, `event_id`, `page` and `token`. */
export function givenStarts(starts: readonly StartedDelivery[]): Prisma.Sql {
  const rows = starts.map(({ delivery, start }, nth) => ({
    nth,
    event_id: delivery.eventId,
    page: delivery.page,
    token: start.token,
  }));
  return Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) given(nth int, event_id uuid, page int, token uuid)`;
}

/** The deliveries that are given, locked in one order for all: two that meet at several wait for each other, never in a circle. */
export const lockedInOrder = (handler: string, given: Prisma.Sql, where: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT given.nth, given.token, d.event_id, d.page FROM ${given}
  JOIN event_deliveries d ON d.handler = ${handler} AND d.event_id = given.event_id AND d.page = given.page
  WHERE ${where} ORDER BY d.event_id, d.page FOR UPDATE OF d`;

/** Of a delivery: no start of it that was recorded has yet to end. */
export const nobodyIsAtIt = Prisma.sql`(claimed_until IS NULL OR claimed_until <= now())`;

/**
 * Enters deliveries of one handler, each given once, into the inbox, in the order of its key. Gives the events of those that are to be done now,
 * by their place: not those whose effect was committed before, nor those that are not to be done, or whose start has lost its turn.
 */
export async function fenceAll(
  client: SqlClient,
  handler: string,
  starts: readonly StartedDelivery[],
): Promise<ReadonlyMap<number, FencedDelivery>> {
  const rows = await client.$queryRaw<unknown[]>`
    WITH due AS (
      SELECT given.nth, d.event_id, d.page, d.page_args FROM ${givenStarts(starts)}
      JOIN event_deliveries d ON d.handler = ${handler} AND d.event_id = given.event_id AND d.page = given.page
      WHERE d.done_at IS NULL AND d.dead_at IS NULL AND CASE WHEN given.token IS NULL THEN ${nobodyIsAtIt} ELSE d.claim_token = given.token END
    ), fenced AS (
      INSERT INTO inbox (handler, event_id, page) SELECT ${handler}, event_id, page FROM due ORDER BY event_id, page
      ON CONFLICT DO NOTHING RETURNING event_id, page
    )
    SELECT due.nth, ${eventColumns}, due.page_args AS page
    FROM fenced JOIN due USING (event_id, page) JOIN domain_events e ON e.id = due.event_id`;
  return new Map(fencedRows.parse(rows).map(({ nth, ...fenced }) => [nth, fenced]));
}

/** Undoes `fenceAll` for these, in the same transaction. */
export async function unfenceAll(
  client: SqlClient,
  handler: string,
  starts: readonly StartedDelivery[],
): Promise<void> {
  await client.$executeRaw`
    DELETE FROM inbox USING ${givenStarts(starts)}
    WHERE inbox.handler = ${handler} AND inbox.event_id = given.event_id AND inbox.page = given.page`;
}

/** The event of an open delivery, as it would be fenced. Fences nothing. */
export async function readDelivery(
  client: SqlClient,
  { handler, eventId, page }: DeliveryKey,
): Promise<FencedDelivery | undefined> {
  const [row] = await client.$queryRaw<unknown[]>`
    SELECT ${eventColumns}, d.page_args AS page FROM event_deliveries d JOIN domain_events e ON e.id = d.event_id
    WHERE d.handler = ${handler} AND d.event_id = ${eventId}::uuid AND d.page = ${page} AND d.done_at IS NULL AND d.dead_at IS NULL`;
  return row === undefined ? undefined : fencedEvent.parse(row);
}

/** Marks deliveries of one handler done, and writes the further pages of each. Throws if any is not there any more. */
export async function completeAll(
  client: SqlClient,
  handler: string,
  starts: readonly StartedDelivery[],
  pages: readonly (readonly KeyRange[])[],
): Promise<DueDelivery[]> {
  const more = pages.flatMap((ranges, nth) => {
    const delivery = starts[nth]?.delivery;
    return delivery ? ranges.map((range) => ({ eventId: delivery.eventId, range })) : [];
  });
  if (more.length > 0) await lockWithFirstPages(client, handler, starts, more);
  const done = await client.$executeRaw`
    WITH locked AS (${lockedInOrder(handler, givenStarts(starts), Prisma.sql`TRUE`)})
    UPDATE event_deliveries d SET done_at = now(), dead_at = NULL, claim_token = NULL, claimed_until = NULL
    FROM locked WHERE d.handler = ${handler} AND d.event_id = locked.event_id AND d.page = locked.page`;
  if (done < starts.length)
    throw new Error('the delivery was taken away while its handler ran: a replay makes its pages anew');
  return more.length === 0 ? [] : writePages(client, handler, more);
}

interface FurtherPage {
  readonly eventId: string;
  readonly range: KeyRange;
}

const numberedPages = z.array(z.object({ eventId: z.uuid(), page: z.int() }));

/**
 * Locks the deliveries, and the first page of each event of which there is more: what all wait at who number its pages. Before the deliveries
 * themselves, all in one order: a replay takes the first pages, and then the others.
 */
async function lockWithFirstPages(
  client: SqlClient,
  handler: string,
  starts: readonly StartedDelivery[],
  more: readonly FurtherPage[],
): Promise<void> {
  const eventIds = new Set(more.map(({ eventId }) => eventId));
  const firstPages = [...eventIds].map((eventId) => ({ delivery: { handler, eventId, page: 0 }, start: firstStart }));
  await client.$executeRaw`${lockedInOrder(handler, givenStarts([...starts, ...firstPages]), Prisma.sql`TRUE`)}`;
}

/** Numbers them behind the pages that there are of their events, whose first pages are locked: in a later statement, which sees what others have written. */
async function writePages(client: SqlClient, handler: string, pages: readonly FurtherPage[]): Promise<DueDelivery[]> {
  const rows = pages.map(({ eventId, range }, nth) => ({ nth, event_id: eventId, args: range }));
  const given = Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) given(nth int, event_id uuid, args jsonb)`;
  const written = await client.$queryRaw`
    INSERT INTO event_deliveries (handler, event_id, page, page_args, available_at)
    SELECT ${handler}, given.event_id, last.page + row_number() OVER (PARTITION BY given.event_id ORDER BY given.nth), given.args,
      now() + ${handOverGraceMs} * interval '1 ms'
    FROM ${given}, LATERAL (
      SELECT max(page) AS page FROM event_deliveries d WHERE d.handler = ${handler} AND d.event_id = given.event_id) last
    RETURNING event_id AS "eventId", page`;
  return numberedPages.parse(written).map((numbered) => ({ handler, ...numbered, claimToken: null }));
}
