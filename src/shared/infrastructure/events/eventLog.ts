import { z } from 'zod';
import type { JsonObject } from '../../application/EventCodec.ts';
import { prepared } from '../database/prepared.ts';
import type { Transaction } from '../database/Transaction.ts';

export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly actorId: string | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly payload: JsonObject;
  readonly occurredAt: Date;
  /** The queued handlers that are to hear of it. */
  readonly handlers: readonly string[];
}

/**
 * How long a delivery is left to the instance that committed it, in ms. The relay takes over what is not done by then; until then its poll
 * does not see the row, so that the happy path costs one insert and one update.
 */
export const handOverGraceMs = 5_000;

const recordedRows = z.array(z.object({ id: z.string(), seq: z.bigint() }));

/** Appends events to the log, in their order, and their queued deliveries to the outbox, in one statement. Returns the seq of each by its id. */
export async function appendEvents(
  transaction: Transaction,
  events: readonly NewEvent[],
): Promise<ReadonlyMap<string, bigint>> {
  const given = JSON.stringify(events.map((event, index) => ({ ...event, place: index })));
  const { rows } = await transaction.query(prepared`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${given}::jsonb) AS e(
        "place" int, "id" uuid, "type" text, "version" int, "aggregateType" text, "aggregateId" text, "actorId" text,
        "correlationId" uuid, "causationId" uuid, "payload" jsonb, "occurredAt" timestamptz, "handlers" text[])
    ), queued AS (
      INSERT INTO event_deliveries (handler, event_id, page, available_at)
      SELECT handler, given."id", 0, now() + ${handOverGraceMs} * interval '1 ms' FROM given, unnest(given."handlers") AS handler
    )
    INSERT INTO domain_events (id, type, version, aggregate_type, aggregate_id, actor_id, correlation_id, causation_id, payload, occurred_at)
    SELECT "id", "type", "version", "aggregateType", "aggregateId", "actorId", "correlationId", "causationId", "payload", "occurredAt"
    FROM given ORDER BY "place"
    RETURNING id, seq`);
  return new Map(recordedRows.parse(rows).map(({ id, seq }) => [id, seq]));
}

/** Throws when the event was not appended: its handlers must not run then. */
export function seqOf(seqs: ReadonlyMap<string, bigint>, eventId: string): bigint {
  const seq = seqs.get(eventId);
  if (seq === undefined) throw new Error(`event ${eventId} was not recorded`);
  return seq;
}
