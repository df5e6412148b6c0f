/** The changes of a feed with what their payload shows, paged by SQL: what catching up can cost at the least. */
import pg from 'pg';
import { z } from 'zod';

const { databaseUrl, changes, page } = z
  .object({ databaseUrl: z.url(), changes: z.int(), page: z.int() })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

const text = `
  SELECT c.position, c.op, a.id, a.created_at, a.retracted_at, u.id AS did, k.url
  FROM feed_changes c
  JOIN feed_activities a ON a.id = c.activity_id
  JOIN curators u ON u.id = a.actor_id
  LEFT JOIN cards k ON k.id = a.card_id
  WHERE c.position > $1 AND c.position <= $1 + $2 ORDER BY c.position`;

const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();

async function pageThrough(): Promise<number> {
  let read = 0;
  for (let after = 0; after < changes; after += page) {
    const { rows } = await client.query<object>({ name: 'page', text, values: [after, page] });
    read += rows.length;
  }
  return read;
}

await pageThrough();
const beganAt = performance.now();
const read = await pageThrough();
const perSecond = (read / (performance.now() - beganAt)) * 1_000;
await client.end();
if (read !== changes) throw new Error(`${read} changes are not ${changes}`);
process.stdout.write(JSON.stringify({ perSecond }));
