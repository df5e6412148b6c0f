import { z } from 'zod';
import type { Place } from '../support/Bench.ts';
import { bulkLoad } from '../support/bulkLoad.ts';
import type { MeasuredProcess } from '../support/MeasuredProcess.ts';
import type { Figures, Part } from '../support/Part.ts';
import { percentilesOf } from '../support/percentiles.ts';
import { Saves } from '../support/saves.ts';

const sizes = { small: 10_000, large: 1_000_000 } as const;
/** Of 50 activities each: together the whole of the small feed. */
const pages = 200;
const query = `query Page($after: String) {
  feed(feed: { global: true }, first: 50, after: $after) {
    nodes { id kind actor { did handle } card { title url } createdAt } pageInfo { endCursor } liveCursor
  }
}`;
const answer = z.object({
  data: z.object({
    feed: z.object({ nodes: z.array(z.unknown()).length(50), pageInfo: z.object({ endCursor: z.string() }) }),
  }),
});

interface Library {
  readonly place: Place;
  readonly server: MeasuredProcess;
}

/** Pages of the global feed, one after the other, in a small history and in a large one in turn. */
export const feedPage: Part = {
  name: 'feed-page',
  open: async (bench) => {
    await using opened = new AsyncDisposableStack();
    const open = async (activities: number): Promise<Library> => {
      const place = opened.use(await bench.place());
      await fill(place, activities);
      return { place, server: opened.use(await bench.ours(place)) };
    };
    const small = await open(sizes.small);
    const large = await open(sizes.large);
    await measure(small, large); // to warm up
    const parts = opened.move();
    return {
      measurements: () => ({ 'in turn': () => measure(small, large) }),
      [Symbol.asyncDispose]: () => parts.disposeAsync(),
    };
  },
};

/** So many activities of 1,000 curators, with 10,000 cards: the feed's own table is what grows. */
async function fill({ databaseUrl }: Place, activities: number): Promise<void> {
  await using saves = await Saves.open(databaseUrl);
  const [author] = await saves.introduce(1_000);
  await saves.query(
    `INSERT INTO cards (id, type, author_id, url, canonical_url, title, created_at, updated_at)
     SELECT md5('card ' || n)::uuid, 'URL', $1, 'https://example.org/' || n, 'https://example.org/' || n, 'The title of a page', now(), now()
     FROM generate_series(0, 9999) AS n`,
    [author],
  );
  await bulkLoad(saves, 'feed_activities', () =>
    saves.query(
      `INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, created_at)
       SELECT gen_random_uuid(), n, 'CARD_ADDED_TO_LIBRARY', 'did:plc:bench-' || lpad((1 + (n * 7919) % 1000)::text, 6, '0'), md5('card ' || (n * 104729) % 10000)::uuid, now()
       FROM generate_series(1, $1::bigint) AS n`,
      [activities],
    ),
  );
  await saves.query('VACUUM ANALYZE');
}

async function measure(small: Library, large: Library): Promise<Figures> {
  const took = { small: new Array<number>(), large: new Array<number>() };
  const after: Record<keyof typeof took, string | undefined> = { small: undefined, large: undefined };
  for (let page = 1; page <= pages; page += 1) {
    for (const [name, { server }] of [
      ['small', small],
      ['large', large],
    ] as const) {
      const beganAt = performance.now();
      after[name] = await readPage(server, after[name]);
      took[name].push(performance.now() - beganAt);
    }
  }
  const [ofSmall, ofLarge] = [percentilesOf(took.small), percentilesOf(took.large)];
  return {
    'feed-page small p50': ofSmall.p50,
    'feed-page small p99': ofSmall.p99,
    'feed-page large p50': ofLarge.p50,
    'feed-page large p99': ofLarge.p99,
  };
}

/** Resolves to the cursor of its end. */
async function readPage(server: MeasuredProcess, after: string | undefined): Promise<string> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { after } }),
  });
  return answer.parse(await response.json()).data.feed.pageInfo.endCursor;
}
