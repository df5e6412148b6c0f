import type { ClientBase } from 'pg';
import { z } from 'zod';
import type { EventMetadata } from '../../domain/events/EventMetadata.ts';

/** An event as it stands in the log, still encoded. */
export interface LoggedEvent {
  readonly metadata: EventMetadata;
  readonly type: string;
  readonly version: number;
  readonly payload: unknown;
  readonly occurredAt: Date;
}

const rows = z.array(
  z
    .object({
      eventId: z.uuid(),
      seq: z.coerce.bigint(),
      actorId: z.string().nullable(),
      correlationId: z.uuid(),
      causationId: z.uuid().nullable(),
      type: z.string(),
      version: z.int(),
      payload: z.unknown(),
      occurredAt: z.date(),
    })
    .transform(
      ({ type, version, payload, occurredAt, ...metadata }): LoggedEvent => ({
        metadata,
        type,
        version,
        payload,
        occurredAt,
      }),
    ),
);

/** The events above `after` and up to `upTo`, in the order of `seq`, at most `limit`. An event that commits later may lie among them. */
export async function readEvents(
  client: ClientBase,
  { after, upTo }: { readonly after: bigint; readonly upTo: bigint },
  limit: number,
): Promise<readonly LoggedEvent[]> {
  const result = await client.query<object>(
    `SELECT id AS "eventId", seq, type, version, actor_id AS "actorId", correlation_id AS "correlationId",
       causation_id AS "causationId", payload, occurred_at AS "occurredAt"
     FROM domain_events WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3`,
    [after, upTo, limit],
  );
  return rows.parse(result.rows);
}
