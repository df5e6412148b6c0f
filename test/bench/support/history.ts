import { encodeGlobalId } from '../../../src/graphql/globalIds.ts';
import { bulkLoad } from './bulkLoad.ts';
import { Saves } from './saves.ts';

/** Of 1,000 curators. Each is active as often as any other in a twentieth of the history or so. */
const followed = 70;
const collectionId = '00000000-0000-4000-8000-00000000000c';
const cardId = '00000000-0000-4000-8000-00000000000d';

export interface History {
  readonly viewer: string;
  /** What `feed(feed:)` takes for each kind; undefined for the notifications. */
  readonly feeds: Readonly<Record<'global' | 'following' | 'curator' | 'collection' | 'card', object>> & {
    readonly notifications: undefined;
  };
}

/**
 * A history of so many activities and as many notifications. A tenth of the activities each is of one curator, in one collection and of one card;
 * a tenth of the notifications is of the viewer, who follows 70 of 1,000 curators.
 */
export async function fillHistory(databaseUrl: string, size: number): Promise<History> {
  await using saves = await Saves.open(databaseUrl);
  const curators = await saves.introduce(1_000);
  const [viewer = '', curator = ''] = curators;
  await saves.query(
    `INSERT INTO cards (id, type, author_id, url, canonical_url, title, created_at, updated_at)
     SELECT CASE n WHEN 0 THEN $2::uuid ELSE md5('card ' || n)::uuid END, 'URL', $1, 'https://example.org/' || n, 'https://example.org/' || n,
       'The title of a page', now(), now()
     FROM generate_series(0, 9999) AS n`,
    [curator, cardId],
  );
  await saves.query(
    `INSERT INTO collections (id, author_id, name, access, visibility, created_at, updated_at, version)
     VALUES ($1, $2, 'Everything', 'OPEN', 'PUBLIC', now(), now(), 1)`,
    [collectionId, curator],
  );
  await saves.query(
    `INSERT INTO follows (id, follower_id, curator_id, followed_at)
     SELECT gen_random_uuid(), $1, did, now() FROM unnest($2::text[]) AS did`,
    [viewer, curators.slice(2, 2 + followed)],
  );
  await bulkLoad(saves, 'feed_activities', () => addActivities(saves, { size, curator }));
  await addNotifications(saves, { size, viewer });
  await saves.query('VACUUM ANALYZE');
  const feeds = {
    global: { global: true },
    following: { following: true },
    curator: { curatorId: curator },
    collection: { collectionId: encodeGlobalId('Collection', collectionId) },
    card: { cardId: encodeGlobalId('Card', cardId) },
    notifications: undefined,
  };
  return { viewer, feeds };
}

/** Somebody, and something, that has no tenth of its own. */
const someCurator = `'did:plc:bench-' || lpad((3 + (n * 7919) % 998)::text, 6, '0')`;
const someCard = `md5('card ' || 1 + (n * 104729) % 9999)::uuid`;

async function addActivities(saves: Saves, { size, curator }: { size: number; curator: string }): Promise<void> {
  await saves.query(
    `INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, collection_id, created_at)
     SELECT gen_random_uuid(), n,
       (CASE n % 10 WHEN 0 THEN 'CARD_ADDED_TO_COLLECTION' ELSE 'CARD_ADDED_TO_LIBRARY' END)::feed_activity_kind,
       CASE n % 10 WHEN 1 THEN $2 ELSE ${someCurator} END,
       CASE n % 10 WHEN 2 THEN $3::uuid ELSE ${someCard} END,
       CASE n % 10 WHEN 0 THEN $4::uuid END, now()
     FROM generate_series(1, $1::bigint) AS n`,
    [size, curator, cardId, collectionId],
  );
}

async function addNotifications(saves: Saves, { size, viewer }: { size: number; viewer: string }): Promise<void> {
  await saves.query(`INSERT INTO notification_changes (op) VALUES ('ADDED')`);
  await bulkLoad(saves, 'notifications', () =>
    saves.query(
      `INSERT INTO notifications (recipient_id, kind, seq, actor_id, card_id, created_at, change_id, read_at)
       SELECT CASE n % 10 WHEN 0 THEN $2 ELSE ${someCurator} END, 'FOLLOWED_CURATOR_ADDED', n, ${someCurator}, ${someCard}, now(),
         (SELECT max(id) FROM notification_changes), CASE n % 3 WHEN 0 THEN now() END
       FROM generate_series(1, $1::bigint) AS n`,
      [size, viewer],
    ),
  );
}
