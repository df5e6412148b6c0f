/** The rows of addUrlToLibrary by one statement, written by hand, so many at a time for so long: what a mutation can cost at the least. */
import pg from 'pg';
import { z } from 'zod';
import { percentilesOf } from '../support/percentiles.ts';

const { databaseUrl, curators, poolSize, warmUpMs, measuredMs } = z
  .object({
    databaseUrl: z.url(),
    /** One save of each at a time. */
    curators: z.array(z.string()),
    poolSize: z.int(),
    warmUpMs: z.number(),
    measuredMs: z.number(),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

const text = `
  WITH stored AS (
    INSERT INTO cards (id, type, author_id, url, canonical_url, created_at, updated_at)
    VALUES ($1::uuid, 'URL', $5, $6, $6, $7::timestamptz, $7) RETURNING id),
  kept AS (INSERT INTO library_memberships (card_id, curator_id, added_at) SELECT id, $5, $7 FROM stored),
  recorded AS (
    INSERT INTO domain_events (id, type, version, aggregate_type, aggregate_id, actor_id, correlation_id, payload, occurred_at)
    VALUES
      ($2::uuid, 'CardCreated', 1, 'Card', $1, $5, $4::uuid,
        jsonb_build_object('cardId', $1, 'authorId', $5, 'cardType', 'URL', 'url', $6), $7),
      ($3::uuid, 'CardAddedToLibrary', 1, 'Card', $1, $5, $4,
        jsonb_build_object('cardId', $1, 'curatorId', $5, 'cardType', 'URL', 'url', $6, 'title', NULL), $7)
    RETURNING id, seq),
  queued AS (
    INSERT INTO event_deliveries (handler, event_id, page, available_at)
    SELECT handler, $3, 0, now() + interval '5 s' FROM unnest(ARRAY['notify-card-saved', 'notify-followers-of-save']) AS handler),
  shown AS (
    INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, created_at)
    SELECT id, seq, 'CARD_ADDED_TO_LIBRARY', $5, $1, $7 FROM recorded WHERE id = $3)
  INSERT INTO feed_changes (op, actor_id, activity_id, card_id) VALUES ('ADDED', $5, $3, $1)`;

const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize });
let saved = 0;

async function save(curator: string): Promise<void> {
  const [card, created, added, correlation] = Array.from({ length: 4 }, () => crypto.randomUUID());
  const url = `https://example.org/by-hand/${(saved += 1)}`;
  await pool.query({ name: 'save', text, values: [card, created, added, correlation, curator, url, new Date()] });
}

async function saveFor(ms: number): Promise<number[]> {
  const until = performance.now() + ms;
  const took: number[] = [];
  const keepSaving = async (curator: string): Promise<void> => {
    while (performance.now() < until) {
      const beganAt = performance.now();
      await save(curator);
      took.push(performance.now() - beganAt);
    }
  };
  await Promise.all(curators.map(keepSaving));
  return took;
}

await saveFor(warmUpMs);
const beganAt = performance.now();
const took = await saveFor(measuredMs);
const perSecond = (took.length / (performance.now() - beganAt)) * 1_000;
process.stdout.write(JSON.stringify({ perSecond, p99: percentilesOf(took).p99 }));
await pool.end();
