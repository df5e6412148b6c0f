import { notificationKinds } from '../../../src/modules/notifications/domain/NotificationKind.ts';
import type { Database } from '../../../src/shared/infrastructure/database/Database.ts';

/** Unread causes of what does not stand, and causes, read or not, that name a collection which their recipient may not see. */
export const phantoms = ({ client }: Database, people: readonly string[]): Promise<object[]> => client.$queryRaw`
  SELECT c.* FROM notification_causes c JOIN notifications n ON n.id = c.notification_id
  WHERE c.recipient_id = ANY(${people}::text[]) AND n.read_at IS NULL AND NOT CASE c.kind
    WHEN 'FOLLOWED_YOU' THEN EXISTS (
      SELECT FROM follows WHERE follower_id = c.actor_id AND curator_id = c.recipient_id AND followed_at = c.created_at)
    WHEN 'FOLLOWED_YOUR_COLLECTION' THEN EXISTS (
      SELECT FROM collection_follows f WHERE follower_id = c.actor_id AND f.collection_id = c.collection_id AND followed_at = c.created_at)
    WHEN 'COLLABORATOR_ADDED' THEN EXISTS (
      SELECT FROM collaborators o WHERE o.collection_id = c.collection_id AND curator_id = c.recipient_id AND added_at = c.created_at)
    WHEN 'CARD_SAVED' THEN EXISTS (
      SELECT FROM library_memberships m WHERE m.card_id = c.card_id AND curator_id = c.actor_id AND added_at = c.created_at)
    WHEN 'FOLLOWED_CURATOR_ADDED' THEN EXISTS (
      SELECT FROM library_memberships m WHERE m.card_id = c.card_id AND curator_id = c.actor_id AND added_at = c.created_at)
    ELSE EXISTS (
      SELECT FROM collection_cards a WHERE a.collection_id = c.collection_id AND a.card_id = c.card_id AND added_at = c.created_at) END
  UNION ALL
  SELECT c.* FROM notification_causes c JOIN collections l ON l.id = c.collection_id
  WHERE c.recipient_id = ANY(${people}::text[]) AND l.visibility = 'PRIVATE' AND l.author_id <> c.recipient_id
    AND NOT EXISTS (SELECT FROM collaborators o WHERE o.collection_id = l.id AND o.curator_id = c.recipient_id)`;

/** Follows, saves of a card, and cards in a collection that the followed, the card's and the collection's author were never told of, nor gave it way. */
export const untold = ({ client }: Database, people: readonly string[]): Promise<object[]> => client.$queryRaw`
  WITH causes AS (
    SELECT recipient_id, kind, actor_id, card_id, created_at FROM notification_causes
    UNION ALL SELECT recipient_id, kind, actor_id, card_id, created_at FROM notification_lesser_causes
  )
  SELECT curator_id AS recipient, follower_id AS actor FROM follows f WHERE curator_id = ANY(${people}::text[])
    AND NOT EXISTS (SELECT FROM causes WHERE kind = 'FOLLOWED_YOU'
      AND recipient_id = f.curator_id AND actor_id = f.follower_id AND created_at = f.followed_at)
  UNION ALL
  SELECT c.author_id, m.curator_id FROM library_memberships m JOIN cards c ON c.id = m.card_id
  WHERE m.curator_id = ANY(${people}::text[]) AND m.curator_id <> c.author_id
    AND NOT EXISTS (SELECT FROM causes WHERE kind = 'CARD_SAVED'
      AND recipient_id = c.author_id AND actor_id = m.curator_id AND card_id = m.card_id AND created_at = m.added_at)
  UNION ALL
  SELECT l.author_id, a.added_by FROM collection_cards a JOIN collections l ON l.id = a.collection_id
  WHERE l.author_id = ANY(${people}::text[]) AND a.added_by <> l.author_id
    AND NOT EXISTS (SELECT FROM causes WHERE kind IN ('YOUR_CARD_COLLECTED', 'CARD_ADDED_TO_YOUR_COLLECTION')
      AND recipient_id = l.author_id AND actor_id = a.added_by AND card_id = a.card_id AND created_at = a.added_at)`;

/** Causes that gave way to nothing: nothing of their mutation is told, or what is told is less specific and unread. */
export const gaveWayToNothing = (
  { client }: Database,
  people: readonly string[],
): Promise<object[]> => client.$queryRaw`
  SELECT l.* FROM notification_lesser_causes l WHERE l.recipient_id = ANY(${people}::text[]) AND NOT EXISTS (
    SELECT FROM notification_causes c JOIN notifications n ON n.id = c.notification_id
    WHERE c.recipient_id = l.recipient_id AND c.correlation_id = l.correlation_id AND (n.read_at IS NOT NULL
      OR (array_position(${notificationKinds}::text[]::notification_kind[], c.kind), c.seq)
        < (array_position(${notificationKinds}::text[]::notification_kind[], l.kind), l.seq)))`;

/** Notifications that are not what their causes come to: in the count of actors, in what they show, or in that they stand. */
export const drifted = ({ client }: Database, people: readonly string[]): Promise<object[]> => client.$queryRaw`
  SELECT n.*, counted.* FROM notifications n CROSS JOIN LATERAL (
    SELECT count(DISTINCT actor_id) AS actors, max(seq) AS newest FROM notification_causes WHERE notification_id = n.id
  ) counted LEFT JOIN notification_causes shown ON shown.notification_id = n.id AND shown.seq = counted.newest
  WHERE n.recipient_id = ANY(${people}::text[]) AND (
    n.actor_count <> counted.actors OR (n.retracted_at IS NULL) <> (counted.actors > 0)
    OR (n.seq, n.actor_id, n.kind, n.created_at) IS DISTINCT FROM (shown.seq, shown.actor_id, shown.kind, shown.created_at)
      AND counted.actors > 0
    OR counted.actors > 0 AND (n.card_id, n.collection_id) IS DISTINCT FROM (shown.card_id, shown.collection_id))`;
