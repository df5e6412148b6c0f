import { z } from 'zod';
import type { SqlClient } from '../../../shared/infrastructure/database/SqlClient.ts';
import { nextChangeId } from './notificationChanges.ts';
import { rowsOf } from './sqlRows.ts';

/** A cause that is gone: of which notification it was, and whose doing. */
export interface LostCause {
  readonly notificationId: string;
  readonly actorId: string;
}

export const lostCauses = z.array(z.object({ notificationId: z.string(), actorId: z.string() }));

/**
 * Makes notifications tell what is left of them, and retracts those of which nothing is. A row in the log of changes for each of a recipient's
 * that changes. To be called in a statement after the one that took the causes away, while the recipients are locked (see lockedRecipients).
 *
 * A retracted notification remains as a tombstone, so that those who follow the log of changes find what to take off their screens.
 *
 * @returns whether anything changed.
 */
export async function shrinkNotifications(client: SqlClient, lost: readonly LostCause[]): Promise<boolean> {
  if (lost.length === 0) return false;
  const given = rowsOf(lost, ({ notificationId, actorId }) => ({ notification_id: notificationId, actor_id: actorId }));
  const written = await client.$executeRaw`
    WITH lost AS MATERIALIZED (
      SELECT DISTINCT notification_id, actor_id FROM jsonb_to_recordset(${given}) given(notification_id uuid, actor_id text)
    ), poorer AS MATERIALIZED (
      SELECT n.id, n.recipient_id, n.seq, gone_actors
      FROM (
        SELECT notification_id, count(*) FILTER (WHERE NOT EXISTS (
          SELECT FROM notification_causes c WHERE c.notification_id = lost.notification_id AND c.actor_id = lost.actor_id
        )) AS gone_actors
        FROM lost GROUP BY notification_id
      ) shrunk JOIN notifications n ON n.id = shrunk.notification_id
    ), changed AS MATERIALIZED (
      SELECT poorer.id, gone_actors, newest.*, newest.seq IS NULL AS is_empty,
        row_number() OVER (PARTITION BY recipient_id ORDER BY poorer.seq, poorer.id) AS nth
      FROM poorer LEFT JOIN LATERAL (
        SELECT seq, actor_id, card_id, collection_id, created_at FROM notification_causes c
        WHERE c.notification_id = poorer.id ORDER BY seq DESC LIMIT 1
      ) newest ON TRUE
      WHERE gone_actors > 0 OR newest.seq IS DISTINCT FROM poorer.seq
    ), changes AS MATERIALIZED (
      SELECT nth, is_empty, ${nextChangeId} AS change_id
      FROM (SELECT DISTINCT nth, is_empty FROM changed ORDER BY nth, is_empty) kinds_of_changes
    ), shown AS (
      UPDATE notifications n SET change_id = changes.change_id, actor_count = n.actor_count - gone_actors,
        seq = changed.seq, actor_id = changed.actor_id, card_id = changed.card_id, collection_id = changed.collection_id,
        created_at = changed.created_at
      FROM changed JOIN changes USING (nth, is_empty) WHERE n.id = changed.id AND NOT is_empty
    ), retracted AS (
      UPDATE notifications n SET change_id = changes.change_id, actor_count = 0, retracted_at = now()
      FROM changed JOIN changes USING (nth, is_empty) WHERE n.id = changed.id AND is_empty
    )
    INSERT INTO notification_changes (id, op)
    SELECT change_id, CASE WHEN is_empty THEN 'REMOVED' ELSE 'UPDATED' END::notification_change_op FROM changes`;
  return written > 0;
}
