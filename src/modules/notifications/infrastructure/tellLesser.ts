import { z } from 'zod';
import type { SqlClient } from '../../../shared/infrastructure/database/SqlClient.ts';
import { notificationKinds } from '../domain/NotificationKind.ts';
import { rowsOf } from './sqlRows.ts';
import { tellRecipients } from './tellRecipients.ts';

/** What somebody was told of a mutation, and is told no more. */
export interface LostTelling {
  readonly recipientId: string;
  readonly correlationId: string;
  /** Then nothing else of the mutation is told: the recipient knows of it. */
  readonly wasRead: boolean;
}

const lesserCauses = z.array(
  z.object({
    recipientId: z.string(),
    correlationId: z.string(),
    kind: z.enum(notificationKinds),
    seq: z.bigint(),
    actorId: z.string(),
    cardId: z.string().nullable(),
    collectionId: z.string().nullable(),
    createdAt: z.date(),
  }),
);

type LesserCause = z.infer<typeof lesserCauses>[number];

/**
 * Tells what had given way to more specific causes that are gone: the most specific of it, and the rest stays kept. To be called in a statement after
 * the one that took the causes away, while the recipients are locked (see lockedRecipients).
 *
 * What does not stand any more is dropped: else it would be told until the event of its undoing is delivered. No lock is needed for that: what is
 * undone after this looked is taken back as whatever was told.
 *
 * @returns whether anybody was told anything.
 */
export async function tellLesser(client: SqlClient, lost: readonly LostTelling[]): Promise<boolean> {
  if (lost.length === 0) return false;
  const given = rowsOf(lost, ({ recipientId, correlationId, wasRead }) => ({
    recipient_id: recipientId,
    correlation_id: correlationId,
    was_read: wasRead,
  }));
  const kept = lesserCauses.parse(
    await client.$queryRaw`
      WITH lesser AS (
        DELETE FROM notification_lesser_causes l USING jsonb_to_recordset(${given}) lost(recipient_id text, correlation_id uuid, was_read boolean)
        WHERE l.recipient_id = lost.recipient_id AND l.correlation_id = lost.correlation_id RETURNING l.*, lost.was_read
      )
      SELECT recipient_id AS "recipientId", correlation_id AS "correlationId", kind, seq, actor_id AS "actorId", card_id AS "cardId",
        collection_id AS "collectionId", created_at AS "createdAt"
      FROM lesser WHERE NOT was_read AND CASE
        WHEN card_id IS NULL THEN TRUE
        WHEN collection_id IS NULL THEN EXISTS (
          SELECT FROM library_memberships m WHERE m.card_id = lesser.card_id AND m.curator_id = actor_id AND m.added_at = created_at)
        ELSE EXISTS (
          SELECT FROM collection_cards a
          WHERE a.collection_id = lesser.collection_id AND a.card_id = lesser.card_id AND a.added_at = created_at) END`,
  );
  return kept.length > 0 && tellRecipients(client, tellingsOf(kept));
}

/** Of one event, what is told to many is one. */
function tellingsOf(causes: readonly LesserCause[]) {
  const alike = Map.groupBy(causes, ({ correlationId, kind, seq }) => `${correlationId} ${kind} ${seq}`);
  return [...alike.values()].flatMap((ofOneEvent) => {
    const [notification] = ofOneEvent;
    return notification ? [{ notification, recipientIds: ofOneEvent.map(({ recipientId }) => recipientId) }] : [];
  });
}
