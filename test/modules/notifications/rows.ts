import { CardUrl } from '../../../src/modules/cards/domain/CardUrl.ts';
import type { CardId } from '../../../src/modules/cards/index.ts';
import type { CollectionId } from '../../../src/modules/collections/index.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import type { Database } from '../../../src/shared/infrastructure/database/Database.ts';

/** Has did:plc:n1 and so many more follow this curator. */
export async function addFollowers({ client }: Database, curatorId: CuratorId, count: number): Promise<void> {
  await addCurators(client, count);
  await client.$executeRaw`
    INSERT INTO follows (id, follower_id, curator_id, followed_at)
    SELECT gen_random_uuid(), 'did:plc:n' || n, ${curatorId.value}, now() FROM generate_series(1, ${count}::int) n`;
}

/** Has did:plc:n1 and so many more save this address. */
export async function addAuthors({ client }: Database, address: string, count: number): Promise<void> {
  const { value, canonical } = CardUrl.create(address).unwrap();
  await addCurators(client, count);
  await client.$executeRaw`
    WITH saved AS (
      INSERT INTO cards (id, type, author_id, url, canonical_url, created_at, updated_at)
      SELECT gen_random_uuid(), 'URL', 'did:plc:n' || n, ${value}, ${canonical}, now(), now()
      FROM generate_series(1, ${count}::int) n RETURNING id, author_id
    )
    INSERT INTO library_memberships (card_id, curator_id, added_at) SELECT id, author_id, now() FROM saved`;
}

export interface Told {
  readonly collectionId: CollectionId;
  /** Who added all of it. */
  readonly actorId: CuratorId;
  /** How many cards each recipient was told of. */
  readonly causes: readonly number[];
}

/** Has did:plc:n1 and so many more been told of cards in a collection that they follow, none of them read. Gives them in that order. */
export async function addTold({ client }: Database, { collectionId, actorId, causes }: Told): Promise<string[]> {
  await addCurators(client, causes.length);
  const ids = causes.map((_, index) => `did:plc:n${index + 1}`);
  await client.$executeRaw`
    WITH told AS MATERIALIZED (
      SELECT id, count, gen_random_uuid() AS notification_id, nextval(pg_get_serial_sequence('notification_changes', 'id')) AS change_id
      FROM unnest(${ids}::text[], ${causes}::int[]) given(id, count)
    ), changes AS (
      INSERT INTO notification_changes (id, op) SELECT change_id, 'ADDED' FROM told
    ), notified AS (
      INSERT INTO notifications (id, recipient_id, kind, subject, seq, actor_id, collection_id, created_at, change_id, told_change_id)
      SELECT notification_id, id, 'FOLLOWED_COLLECTION_ADDED', ${collectionId.value}::uuid, count, ${actorId.value}, ${collectionId.value}::uuid, now(),
        change_id, change_id
      FROM told
    )
    INSERT INTO notification_causes (recipient_id, correlation_id, notification_id, kind, seq, actor_id, collection_id, created_at)
    SELECT id, gen_random_uuid(), notification_id, 'FOLLOWED_COLLECTION_ADDED', n, ${actorId.value}, ${collectionId.value}::uuid, now()
    FROM told, generate_series(1, count) n`;
  return ids;
}

export interface CardsTold {
  readonly cardIds: readonly CardId[];
  /** Who did all of it. */
  readonly actorId: CuratorId;
  /** In which everybody was told that each card is, beside that it was saved. */
  readonly collectionIds: readonly CollectionId[];
  readonly recipients: number;
}

/** Has did:plc:n1 and so many more been told all of each card in one notification, not read. As much gave way to something. */
export async function addCardsTold({ client }: Database, told: CardsTold): Promise<void> {
  const [cardIds, collectionIds] = [told.cardIds, told.collectionIds].map((ids) => ids.map(({ value }) => value));
  await addCurators(client, told.recipients);
  await client.$executeRaw`
    WITH notified AS MATERIALIZED (
      INSERT INTO notifications (id, recipient_id, kind, subject, seq, actor_id, card_id, created_at, change_id)
      SELECT gen_random_uuid(), 'did:plc:n' || n, 'FOLLOWED_CURATOR_ADDED', card_id, 1, ${told.actorId.value}, card_id, now(), 0
      FROM generate_series(1, ${told.recipients}::int) n, unnest(${cardIds}::uuid[]) card_id RETURNING id, recipient_id, kind, seq, actor_id, card_id
    ), causes AS MATERIALIZED (
      SELECT notified.*, NULL::uuid AS collection_id FROM notified
      UNION ALL SELECT id, recipient_id, 'FOLLOWED_COLLECTION_ADDED', seq, actor_id, card_id, collection_id
      FROM notified, unnest(${collectionIds}::uuid[]) collection_id
    ), lesser AS (
      INSERT INTO notification_lesser_causes (recipient_id, correlation_id, kind, seq, actor_id, card_id, collection_id, created_at)
      SELECT recipient_id, gen_random_uuid(), kind, seq, actor_id, card_id, collection_id, now() FROM causes
    )
    INSERT INTO notification_causes (recipient_id, correlation_id, notification_id, kind, seq, actor_id, card_id, collection_id, created_at)
    SELECT recipient_id, gen_random_uuid(), id, kind, seq, actor_id, card_id, collection_id, now() FROM causes`;
}

/** Has the curator told of so many follows, by nobody in particular, in one notification that is read. */
export async function addCauses({ client }: Database, recipientId: CuratorId, count: number): Promise<void> {
  const { value } = recipientId;
  await client.$executeRaw`
    WITH told AS (
      INSERT INTO notifications (id, recipient_id, kind, seq, actor_id, created_at, change_id, read_at)
      VALUES (gen_random_uuid(), ${value}, 'FOLLOWED_YOU', 0, ${value}, now(), 0, now()) RETURNING id
    )
    INSERT INTO notification_causes (recipient_id, correlation_id, notification_id, kind, seq, actor_id, created_at)
    SELECT ${value}, gen_random_uuid(), id, 'FOLLOWED_YOU', n, 'did:plc:n' || n, now() FROM told, generate_series(1, ${count}::int) n`;
}

async function addCurators(client: Database['client'], count: number): Promise<void> {
  await client.$executeRaw`
    INSERT INTO curators (id, created_at) SELECT 'did:plc:n' || n, now() FROM generate_series(1, ${count}::int) n
    ON CONFLICT DO NOTHING`;
}

/** How many of the database's backends wait for a lock. */
export async function blockedBackends({ client }: Database): Promise<number> {
  const [row] = await client.$queryRaw<{ blocked: bigint }[]>`
    SELECT count(*) AS blocked FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return Number(row?.blocked);
}
