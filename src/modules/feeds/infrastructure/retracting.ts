import { prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { FeedRetraction } from '../application/FeedStore.ts';

export type CollectionRetraction = FeedRetraction & { readonly collectionId: string };

/** What was done in no collection. */
export const retracting = ({ kind, actorId, cardId, at }: Omit<FeedRetraction, 'collectionId'>) => prepared`
  WITH retracted AS (
    UPDATE feed_activities SET retracted_at = ${at}
    WHERE card_id = ${cardId}::uuid AND actor_id = ${actorId} AND collection_id IS NULL AND kind = ${kind}::feed_activity_kind
      AND retracted_at IS NULL
    RETURNING id, seq, actor_id, card_id, collection_id, audience, viewers
  )
  INSERT INTO feed_changes (op, actor_id, activity_id, card_id, collection_id, audience, viewers)
  SELECT 'REMOVED', actor_id, id, card_id, collection_id, audience, viewers FROM retracted ORDER BY seq`;

/** In one statement, told in their order. */
export function retractingFromCollections(retractions: readonly CollectionRetraction[]) {
  const rows = retractions.map(({ kind, actorId, cardId, collectionId, at }, nth) => ({
    nth,
    kind,
    at,
    actor_id: actorId,
    card_id: cardId,
    collection_id: collectionId,
  }));
  return prepared`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
        nth int, kind feed_activity_kind, actor_id text, card_id uuid, collection_id uuid, at timestamptz)
    ), retracted AS (
      UPDATE feed_activities a SET retracted_at = given.at FROM given
      WHERE a.card_id = given.card_id AND a.actor_id = given.actor_id AND a.collection_id = given.collection_id AND a.kind = given.kind
        AND a.retracted_at IS NULL
      RETURNING given.nth, a.id, a.seq, a.actor_id, a.card_id, a.collection_id, a.audience, a.viewers
    )
    INSERT INTO feed_changes (op, actor_id, activity_id, card_id, collection_id, audience, viewers)
    SELECT 'REMOVED', actor_id, id, card_id, collection_id, audience, viewers FROM retracted ORDER BY nth, seq`;
}
