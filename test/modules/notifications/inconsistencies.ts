import { Prisma } from '../../../src/generated/prisma/client.ts';
import { notificationKinds } from '../../../src/modules/notifications/domain/NotificationKind.ts';
import type { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import type { Silence } from './Silences.ts';

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

/** Causes that their recipient has though they are silent to them: whatever it is that is hidden, and what happened after a kind was turned off. */
export const toldInSilence = (
  { client }: Database,
  silences: readonly Silence[],
): Promise<object[]> => client.$queryRaw`
  SELECT c.* FROM notification_causes c JOIN ${silencesOf(silences)} ON ${isSilent(Prisma.sql`c`)}
  WHERE s.until IS NULL AND (s.kind IS NULL OR c.created_at > s.since)`;

/**
 * Follows, saves of a card, and cards in a collection that the followed, the card's and the collection's author were never told of, nor gave it way.
 * Without what was silent to them at some time after it happened. And without what was put into several collections at once: who has read of one of
 * them, which is then hidden from them, is told of the others no more.
 */
export const untold = (
  { client }: Database,
  people: readonly string[],
  silences: readonly Silence[],
): Promise<object[]> => client.$queryRaw`
  WITH causes AS (
    SELECT recipient_id, kind, actor_id, card_id, collection_id, created_at FROM notification_causes
    UNION ALL SELECT recipient_id, kind, actor_id, card_id, collection_id, created_at FROM notification_lesser_causes
  ), due AS (
    SELECT curator_id AS recipient_id, 'FOLLOWED_YOU'::notification_kind AS kind, follower_id AS actor_id,
      NULL::uuid AS card_id, NULL::uuid AS collection_id, followed_at AS created_at
    FROM follows
    UNION ALL
    SELECT c.author_id, 'CARD_SAVED', m.curator_id, m.card_id, NULL, m.added_at FROM library_memberships m JOIN cards c ON c.id = m.card_id
    UNION ALL
    SELECT l.author_id, 'CARD_ADDED_TO_YOUR_COLLECTION', a.added_by, a.card_id, a.collection_id, a.added_at
    FROM collection_cards a JOIN collections l ON l.id = a.collection_id
    WHERE NOT EXISTS (
      SELECT FROM domain_events e WHERE e.type = 'CardAddedToCollection' AND e.occurred_at = a.added_at
        AND e.payload->>'cardId' = a.card_id::text AND e.payload->>'collectionId' <> a.collection_id::text)
  )
  SELECT * FROM due WHERE recipient_id = ANY(${people}::text[]) AND actor_id <> recipient_id
    AND NOT EXISTS (SELECT FROM ${silencesOf(silences)} WHERE ${isSilent(Prisma.sql`due`)} AND due.created_at <= coalesce(s.until, 'infinity'))
    AND NOT EXISTS (SELECT FROM causes WHERE (causes.recipient_id, causes.kind, causes.actor_id, causes.created_at)
        = (due.recipient_id, due.kind, due.actor_id, due.created_at)
      AND (causes.card_id, causes.collection_id) IS NOT DISTINCT FROM (due.card_id, due.collection_id))`;

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

const silencesOf = (silences: readonly Silence[]): Prisma.Sql => Prisma.sql`
  jsonb_to_recordset(${JSON.stringify(silences)}::jsonb) s("recipientId" text, "actorId" text, "collectionId" uuid, kind notification_kind,
    since timestamptz, until timestamptz)`;

/** Whether a silence `s` is about this row. */
const isSilent = (row: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  s."recipientId" = ${row}.recipient_id AND coalesce(s."actorId" = ${row}.actor_id, TRUE) AND coalesce(s.kind = ${row}.kind, TRUE)
  AND (s."collectionId" IS NULL OR s."collectionId" IS NOT DISTINCT FROM ${row}.collection_id))`;
