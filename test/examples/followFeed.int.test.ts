import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followFeed } from '../../docs/examples/followFeed.ts';
import type { FollowedItemFragment } from '../../src/generated/graphql/graphql.ts';
import type { ApiClient } from '../support/ApiClient.ts';
import { testApp } from '../support/app.ts';
import { AddUrl, FeedPage, RemoveCard } from '../support/client.operations.ts';
import { query } from '../support/databaseServer.ts';
import { eventually } from '../support/eventually.ts';
import { PortProxy } from '../support/PortProxy.ts';

type TestApp = Awaited<ReturnType<typeof testApp>>;

let app: TestApp;
let proxy: PortProxy;
let ada: ApiClient;
let shown: readonly FollowedItemFragment[];
let following: Promise<void>;
let stop: AbortController;

beforeEach(async () => {
  app = await testApp({ withRedis: false });
  proxy = await PortProxy.start(app.app.url ?? '');
  ada = await app.connect('ada');
  stop = new AbortController();
  shown = [];
  following = followFeed({
    url: new URL('/graphql', proxy.url).href,
    token: undefined,
    feed: { global: true },
    signal: stop.signal,
    onItems: (items) => {
      shown = items;
    },
  });
});
afterEach(async () => {
  stop.abort();
  await following;
  await proxy[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

async function save(n: number): Promise<string> {
  const { addUrlToLibrary } = await ada.send(AddUrl, { url: `https://example.org/${n}` });
  return addUrlToLibrary.__typename === 'AddUrlToLibraryPayload' ? (addUrlToLibrary.card?.id ?? '') : '';
}

/** What the client shows is what the feed is. */
const isEqual = () =>
  eventually(
    async () => {
      const { feed } = await ada.send(FeedPage, { feed: { global: true }, first: 100 });
      expect(new Set(shown.map(({ id }) => id))).toEqual(new Set(feed.nodes.map(({ id }) => id)));
      expect(shown.length).toBeGreaterThan(0);
    },
    { withinMs: 10_000 },
  );

describe('the example client of docs/live.md', () => {
  it('stays equal to the feed while its connection is cut again and again', async () => {
    for (let round = 0; round < 3; round++) {
      const removed = await save(round * 10);
      await isEqual();
      proxy.cut();
      await save(round * 10 + 1);
      await ada.send(RemoveCard, { cardId: removed });
      await save(round * 10 + 2);
      proxy.mend();
      await isEqual();
    }
  });

  it('starts over when the server has another history', async () => {
    await save(1);
    await isEqual();
    await query(app.databaseUrl, 'UPDATE feed_head SET epoch = gen_random_uuid(), head = 0');
    await query(app.databaseUrl, 'DELETE FROM feed_changes');
    await save(2);
    await isEqual();
  });

  it('starts over when its cursor has expired', async () => {
    await save(1);
    await isEqual();
    proxy.cut();
    await save(2);
    await save(3);
    await eventually(async () =>
      expect(await query(app.databaseUrl, 'SELECT FROM feed_head WHERE head = 3')).toHaveLength(1),
    );
    await query(app.databaseUrl, 'UPDATE feed_head SET minimum = head');
    await query(app.databaseUrl, 'DELETE FROM feed_changes');
    proxy.mend();
    await isEqual();
  });

  it('gives up when its token is not believed', async () => {
    const rejected = followFeed({
      url: new URL('/graphql', proxy.url).href,
      token: 'nonsense',
      feed: { global: true },
      signal: stop.signal,
      onItems: () => {},
    });
    await expect(rejected).rejects.toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});
