import { z } from 'zod';
import type { SqlClient } from '../database/SqlClient.ts';

export interface Gap {
  readonly handler: string;
  /** What the handler hears of. */
  readonly eventType: string;
  /** Events above this seq, and up to the other. */
  readonly after: bigint;
  readonly upTo: bigint;
  /** Events looked at. */
  readonly limit: number;
}

const filledBatch = z.object({
  /** The seq of the last event that was looked at; null for none. */
  last: z.bigint().nullable(),
  scanned: z.int(),
  filled: z.int(),
});

/**
 * Writes the deliveries that are missing, due at once.
 *
 * Each is looked up by its whole key: that is what OFFSET 0 is for. As a join, and where the planner takes the handler to have few deliveries, all of
 * them would be read for each event.
 */
export async function fillInDeliveries(client: SqlClient, { handler, eventType, after, upTo, limit }: Gap) {
  const [row] = await client.$queryRaw<unknown[]>`
    WITH scanned AS MATERIALIZED (
      SELECT id, seq FROM domain_events WHERE type = ${eventType} AND seq > ${after} AND seq <= ${upTo} ORDER BY seq LIMIT ${limit}
    ), filled AS (
      INSERT INTO event_deliveries (handler, event_id, page, available_at)
      SELECT ${handler}, id, 0, now() FROM scanned
      WHERE NOT EXISTS (SELECT FROM event_deliveries d WHERE d.handler = ${handler} AND d.event_id = scanned.id AND d.page = 0 OFFSET 0)
      ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT max(seq) AS last, count(*)::int AS scanned, (SELECT count(*)::int FROM filled) AS filled FROM scanned`;
  return filledBatch.parse(row);
}
