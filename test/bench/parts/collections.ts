import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { CollectionVisibility } from '../../../src/generated/graphql/graphql.ts';
import { encodeGlobalId } from '../../../src/graphql/globalIds.ts';
import { DeleteCollection, UpdateCollection } from '../../modules/collections/collections.operations.ts';
import { eventually } from '../../support/eventually.ts';
import type { Bench } from '../support/Bench.ts';
import { KeepAliveClient } from '../support/KeepAliveClient.ts';
import { type Figures, unprepared } from '../support/Part.ts';
import { Saves } from '../support/saves.ts';

export const collectionSizes = [1_000, 10_000, 100_000] as const;

const settledWithinMs = 300_000;
const counted = z.tuple([z.object({ left: z.int() })]);

/** Collections of so many cards that turn private, turn public and are deleted: when the mutation answers, and when every subscriber can have been told. */
export const collections = unprepared('collections', (bench) => ({ 'in turn': () => measure(bench) }));

async function measure(bench: Bench): Promise<Figures> {
  await using opened = new AsyncDisposableStack();
  const place = opened.use(await bench.place());
  const saves = opened.use(await Saves.open(place.databaseUrl));
  const [author = ''] = await saves.introduce(1);
  const server = opened.use(await bench.ours(place, { ROLE: 'all', CARD_METADATA: 'off' }));
  const client = opened.use(new KeepAliveClient(server.url, await bench.tokenOf(author)));
  await saves.query(`SELECT setval('domain_events_seq_seq', 1000000)`);
  const figures: Record<string, number> = {};
  for (const size of collectionSizes) {
    const collectionId = await fill(saves, author, size);
    const id = encodeGlobalId('Collection', collectionId);
    const show = (visibility: CollectionVisibility) =>
      client.mutate(UpdateCollection, { input: { collectionId: id, visibility } }, 'UpdateCollectionPayload');
    const changes = {
      private: () => show('PRIVATE'),
      public: () => show('PUBLIC'),
      deleted: () => client.mutate(DeleteCollection, { collectionId: id }, 'DeleteCollectionPayload'),
    };
    for (const [what, change] of Object.entries(changes)) {
      const beganAt = performance.now();
      figures[`collections ${what} ${size}`] = (await change()) - beganAt;
      await allTold(saves);
      figures[`collections ${what} ${size} told`] = performance.now() - beganAt;
    }
  }
  return figures;
}

async function allTold(saves: Saves): Promise<void> {
  const left = async () => {
    const rows = await saves.query(
      `SELECT (SELECT count(*) FROM feed_changes WHERE position IS NULL)::int + (SELECT count(*) FROM feed_reshowings)::int AS left`,
    );
    return counted.parse(rows)[0].left;
  };
  await eventually(async () => (await left()) === 0, { withinMs: settledWithinMs, everyMs: 50 });
}

/** A public collection of so many cards of the author's. */
async function fill(saves: Saves, author: string, size: number): Promise<string> {
  const collectionId = randomUUID();
  await saves.query(
    `INSERT INTO collections (id, author_id, name, access, visibility, created_at, updated_at, version)
     VALUES ($1, $2, 'Everything', 'OPEN', 'PUBLIC', now(), now(), 1)`,
    [collectionId, author],
  );
  await saves.query(
    `WITH cards AS (
       INSERT INTO cards (id, type, author_id, url, canonical_url, title, created_at, updated_at)
       SELECT gen_random_uuid(), 'URL', $2, address, address, 'The title of a page', now(), now()
       FROM (SELECT 'https://example.org/' || $1 || '/' || n AS address FROM generate_series(1, $3::int) n) addresses RETURNING id),
     added AS (INSERT INTO collection_cards (collection_id, card_id, added_by, added_at) SELECT $1::text::uuid, id, $2, now() FROM cards)
     INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, collection_id, created_at)
     SELECT gen_random_uuid(), $3::int + row_number() OVER (), 'CARD_ADDED_TO_COLLECTION', $2, id, $1::text::uuid, now() FROM cards`,
    [collectionId, author, size],
  );
  await saves.query('VACUUM ANALYZE');
  return collectionId;
}
