import { query } from '../../support/databaseServer.ts';
import type { World } from './World.ts';

/** Who saves by the hundred, and is followed by nobody. */
export const flooder = 'did:plc:flo';

/** In each description, so that sockets are full soon. */
const descriptionLength = 30_000;
let flooded = 0;

/** So many saves at once, straight into the database, as the use case would have written them: they take no time of the instances. */
export async function flood(world: World, count: number): Promise<void> {
  const urls = Array.from({ length: count }, () => `https://example.org/flood/${(flooded += 1)}`);
  const entries = urls.map((subject) => world.ledger.intend({ actor: flooder, action: 'save', subject }));
  await query(
    world.databaseUrl,
    `WITH flooder AS (INSERT INTO curators (id, created_at) VALUES ($1, now()) ON CONFLICT DO NOTHING),
     saved AS (SELECT gen_random_uuid() AS card, gen_random_uuid() AS event, url FROM unnest($2::text[]) AS url),
     stored AS (
       INSERT INTO cards (id, type, author_id, url, canonical_url, description, created_at, updated_at)
       SELECT card, 'URL', $1, url, url, repeat('x', $3), now(), now() FROM saved RETURNING id),
     kept AS (INSERT INTO library_memberships (card_id, curator_id, added_at) SELECT card, $1, now() FROM saved),
     recorded AS (
       INSERT INTO domain_events (id, type, version, aggregate_type, aggregate_id, actor_id, correlation_id, payload, occurred_at)
       SELECT event, 'CardAddedToLibrary', 1, 'Card', card, $1, gen_random_uuid(),
         jsonb_build_object('cardId', card, 'curatorId', $1::text, 'cardType', 'URL', 'url', url, 'title', NULL), now()
       FROM saved RETURNING id, seq),
     shown AS (
       INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, created_at)
       SELECT event, seq, 'CARD_ADDED_TO_LIBRARY', $1, card, now() FROM saved JOIN recorded ON recorded.id = saved.event)
     INSERT INTO feed_changes (op, actor_id, activity_id, card_id) SELECT 'ADDED', $1, event, card FROM saved`,
    [flooder, urls, descriptionLength],
  );
  for (const entry of entries) world.ledger.settle(entry, 'acknowledged');
}
