import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { SqlClient } from '../../../shared/infrastructure/database/SqlClient.ts';
import type { NewNotification } from '../domain/NewNotification.ts';
import { mayBeTold } from './mayBeTold.ts';
import { nextChangeId } from './notificationChanges.ts';
import { precedence } from './precedence.ts';
import { lostCauses, shrinkNotifications } from './shrinkNotifications.ts';
import { rowsOf } from './sqlRows.ts';
import { subject } from './subjectSql.ts';

export interface Telling {
  readonly notification: NewNotification;
  readonly recipientIds: readonly string[];
}

const [told, former, newest] = [Prisma.sql`told`, Prisma.sql`former`, Prisma.sql`ORDER BY seq DESC`];

/** Of each cause that was told: which notification it left for a more specific one, if it did. */
const toldRows = z.array(z.object({ notificationId: z.string().nullable(), actorId: z.string().nullable() }));

/**
 * Enters causes for recipients that are locked (see lockedRecipients), and has each join the notification of its kind and subject that is
 * unread, or begin one: the newest is what it shows. A row in the log of changes for the first that changes of each recipient, one for the
 * second, and so on, apart for ADDED and UPDATED: a live subscriber is told one thing at a time, since a cursor names a position.
 *
 * What a recipient was told of the same mutation, and has not read, gives way to what is more specific. What gives way, whichever comes first, is
 * kept: see tellLesser.
 *
 * @returns whether anybody was told anything.
 */
export async function tellRecipients(client: SqlClient, tellings: readonly Telling[]): Promise<boolean> {
  const given = rowsOf(tellings, ({ notification, recipientIds }) => ({
    kind: notification.kind,
    correlation_id: notification.correlationId,
    seq: notification.seq,
    actor_id: notification.actorId,
    card_id: notification.cardId,
    collection_id: notification.collectionId,
    created_at: notification.createdAt,
    recipient_ids: recipientIds,
  }));
  const rows = toldRows.parse(
    await client.$queryRaw`
    WITH given AS MATERIALIZED (
      SELECT *, ${subject} AS subject FROM jsonb_to_recordset(${given}) tellings(kind notification_kind, correlation_id uuid, seq bigint,
        actor_id text, card_id uuid, collection_id uuid, created_at timestamptz, recipient_ids text[])
    ), told AS MATERIALIZED (
      SELECT told.*, row_number() OVER (PARTITION BY recipient_id, correlation_id ORDER BY ${precedence(told)}) = 1 AS is_first
      FROM (SELECT recipient_id, given.* FROM given, unnest(recipient_ids) recipients(recipient_id)) told
      WHERE ${mayBeTold}
    ), weighed AS MATERIALIZED (
      SELECT told.*, former.notification_id AS former_id, former.kind AS former_kind, former.seq AS former_seq,
        former.actor_id AS former_actor_id, former.card_id AS former_card_id, former.collection_id AS former_collection_id,
        former.created_at AS former_created_at, (former.kind, former.seq) IS NOT DISTINCT FROM (told.kind, told.seq) AS is_known,
        is_first AND (former.kind IS NULL OR (former.read_at IS NULL AND ${precedence(told)} < ${precedence(former)})) AS is_due
      FROM told
      LEFT JOIN LATERAL (
        SELECT c.*, n.read_at FROM notification_causes c JOIN notifications n ON n.id = c.notification_id
        WHERE c.recipient_id = told.recipient_id AND c.correlation_id = told.correlation_id LIMIT 1
      ) former ON TRUE
    ), due AS MATERIALIZED (
      SELECT weighed.*, open.id AS open_id, known_actor.is_there IS NULL AS is_new_actor
      FROM weighed
      LEFT JOIN LATERAL (
        SELECT id FROM notifications n WHERE n.recipient_id = weighed.recipient_id AND n.kind = weighed.kind AND n.subject = weighed.subject
          AND n.read_at IS NULL AND n.retracted_at IS NULL LIMIT 1
      ) open ON TRUE
      LEFT JOIN LATERAL (
        SELECT TRUE AS is_there FROM notification_causes c WHERE c.notification_id = open.id AND c.actor_id = weighed.actor_id LIMIT 1
      ) known_actor ON TRUE
      WHERE is_due
    ), gave_way AS (
      INSERT INTO notification_lesser_causes (recipient_id, correlation_id, kind, seq, actor_id, card_id, collection_id, created_at)
      SELECT recipient_id, correlation_id, kind, seq, actor_id, card_id, collection_id, created_at FROM weighed WHERE NOT is_due AND NOT is_known
      UNION ALL
      SELECT recipient_id, correlation_id, former_kind, former_seq, former_actor_id, former_card_id, former_collection_id, former_created_at
      FROM due WHERE former_id IS NOT NULL
      ON CONFLICT DO NOTHING
    ), groups AS MATERIALIZED (
      SELECT coalesce(open_id, gen_random_uuid()) AS id, open_id IS NULL AS is_new, grouped.*,
        row_number() OVER (PARTITION BY recipient_id ORDER BY seq) AS nth
      FROM (
        SELECT recipient_id, kind, subject, open_id, max(seq) AS seq, count(DISTINCT actor_id) FILTER (WHERE is_new_actor) AS new_actors,
          (array_agg(actor_id ${newest}))[1] AS actor_id, (array_agg(card_id ${newest}))[1] AS card_id,
          (array_agg(collection_id ${newest}))[1] AS collection_id, (array_agg(created_at ${newest}))[1] AS created_at
        FROM due GROUP BY recipient_id, kind, subject, open_id
      ) grouped
    ), changes AS MATERIALIZED (
      SELECT nth, is_new, ${nextChangeId} AS change_id
      FROM (SELECT DISTINCT nth, is_new FROM groups ORDER BY nth, is_new) kinds_of_changes
    ), begun AS (
      INSERT INTO notifications (id, recipient_id, kind, subject, seq, actor_id, actor_count, card_id, collection_id, created_at, change_id, told_change_id)
      SELECT id, recipient_id, kind, subject, seq, actor_id, new_actors, card_id, collection_id, created_at, change_id, change_id
      FROM groups JOIN changes USING (nth, is_new) WHERE is_new
    ), grown AS (
      UPDATE notifications n SET change_id = changes.change_id, told_change_id = changes.change_id, seen_at = NULL, actor_count = n.actor_count + new_actors,
        (seq, actor_id, card_id, collection_id, created_at) = (
          SELECT newer.* FROM (VALUES (n.seq, n.actor_id, n.card_id, n.collection_id, n.created_at),
            (groups.seq, groups.actor_id, groups.card_id, groups.collection_id, groups.created_at)) newer(seq, a, b, c, d) ${newest} LIMIT 1)
      FROM groups JOIN changes USING (nth, is_new) WHERE n.id = groups.id AND NOT is_new
    ), caused AS (
      INSERT INTO notification_causes (recipient_id, correlation_id, notification_id, kind, seq, actor_id, card_id, collection_id, created_at)
      SELECT recipient_id, correlation_id, groups.id, kind, due.seq, due.actor_id, due.card_id, due.collection_id, due.created_at
      FROM due JOIN groups USING (recipient_id, kind, subject)
      ON CONFLICT (recipient_id, correlation_id) DO UPDATE SET notification_id = EXCLUDED.notification_id, kind = EXCLUDED.kind,
        seq = EXCLUDED.seq, actor_id = EXCLUDED.actor_id, card_id = EXCLUDED.card_id, collection_id = EXCLUDED.collection_id,
        created_at = EXCLUDED.created_at
    ), logged AS (
      INSERT INTO notification_changes (id, op)
      SELECT change_id, CASE WHEN is_new THEN 'ADDED' ELSE 'UPDATED' END::notification_change_op FROM changes
    )
    SELECT DISTINCT former_id AS "notificationId", former_actor_id AS "actorId" FROM due`,
  );
  const left = rows.filter(({ notificationId }) => notificationId !== null);
  await shrinkNotifications(client, lostCauses.parse(left));
  return rows.length > 0;
}
