import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { Database } from '../database/Database.ts';

/** A delivery that is not tried any more, with the event that it was for. */
export type DeadLetter = z.infer<typeof deadLetterRow>;

const deadLetterRow = z.object({
  handler: z.string(),
  eventId: z.uuid(),
  page: z.int(),
  /** Of a page of a fan-out: its recipients. */
  pageArgs: z.unknown(),
  attempts: z.int(),
  lastError: z.string().nullable(),
  deadAt: z.date(),
  seq: z.bigint(),
  type: z.string(),
  version: z.int(),
  aggregateId: z.string(),
  actorId: z.string().nullable(),
  correlationId: z.uuid(),
  occurredAt: z.date(),
  payload: z.unknown(),
});

/** Which dead letters are meant: all, or those of a handler, an event, a page. */
export interface DeadLetterFilter {
  readonly handler?: string | undefined;
  readonly eventId?: string | undefined;
  readonly page?: number | undefined;
}

/** Deliveries redriven in one statement. */
const batch = 1_000;

/** The deliveries that came to their last start, for an operator. */
export class DeadLetters {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The latest first, `limit` at most. */
  async list(filter: DeadLetterFilter, limit: number): Promise<readonly DeadLetter[]> {
    const rows = await this.#database.client.$queryRaw<unknown[]>`
      SELECT d.handler, d.event_id AS "eventId", d.page, d.page_args AS "pageArgs", d.attempts, d.last_error AS "lastError",
        d.dead_at AS "deadAt", e.seq, e.type, e.version, e.aggregate_id AS "aggregateId", e.actor_id AS "actorId",
        e.correlation_id AS "correlationId", e.occurred_at AS "occurredAt", e.payload
      FROM (
        SELECT * FROM event_deliveries d WHERE ${deadAnd(filter)} ORDER BY dead_at DESC, event_id, page LIMIT ${limit}
      ) d JOIN domain_events e ON e.id = d.event_id
      ORDER BY d.dead_at DESC, d.event_id, d.page`;
    return z.array(deadLetterRow).parse(rows);
  }

  async count(filter: DeadLetterFilter): Promise<number> {
    const [row] = await this.#database.client.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM event_deliveries d WHERE ${deadAnd(filter)}`;
    return row?.count ?? 0;
  }

  /** Has them tried again at once, with all their attempts before them. Resolves to how many; what dies meanwhile is not redriven twice. */
  async redrive(filter: DeadLetterFilter & { readonly handler: string }): Promise<number> {
    const [begin] = await this.#database.client.$queryRaw<{ at: string }[]>`SELECT now()::text AS at`;
    for (let total = 0; ; ) {
      const redriven = await this.#database.client.$executeRaw`
        UPDATE event_deliveries d SET attempts = 0, dead_at = NULL, available_at = now(), claim_token = NULL, claimed_until = NULL
        FROM (
          SELECT d.handler, d.event_id, d.page FROM event_deliveries d
          WHERE ${deadAnd(filter)} AND d.dead_at <= ${begin?.at}::timestamptz LIMIT ${batch} FOR UPDATE SKIP LOCKED
        ) due
        WHERE d.handler = due.handler AND d.event_id = due.event_id AND d.page = due.page`;
      total += redriven;
      if (redriven < batch) return total;
    }
  }
}

function deadAnd({ handler, eventId, page }: DeadLetterFilter): Prisma.Sql {
  return Prisma.join(
    [
      Prisma.sql`d.dead_at IS NOT NULL`,
      ...(handler === undefined ? [] : [Prisma.sql`d.handler = ${handler}`]),
      ...(eventId === undefined ? [] : [Prisma.sql`d.event_id = ${eventId}::uuid`]),
      ...(page === undefined ? [] : [Prisma.sql`d.page = ${page}`]),
    ],
    ' AND ',
  );
}
