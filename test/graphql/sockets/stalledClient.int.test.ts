import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextFactory } from '../../../src/graphql/context.ts';
import type { LiveFeed } from '../../../src/modules/feeds/application/LiveFeed.ts';
import { decodeLiveCursor } from '../../../src/shared/application/live/LiveCursor.ts';
import { PreparedRowSource } from '../../../src/shared/infrastructure/database/PreparedRowSource.ts';
import { PrismaRowSource } from '../../../src/shared/infrastructure/database/PrismaRowSource.ts';
import { InProcessLiveStream } from '../../../src/shared/infrastructure/live/InProcessLiveStream.ts';
import { ada, type FeedDatabase, feedDatabase } from '../../modules/feeds/feedDatabase.ts';
import { type FeedInstance, startFeedInstance } from '../../modules/feeds/feedInstance.ts';
import { eventually } from '../../support/eventually.ts';
import { spoilt } from '../../support/spoilt.ts';
import { FakeLive } from '../fakeLive.ts';
import { fakeUseCases } from '../fakeUseCases.ts';
import { rawSocket } from '../socketClient.ts';
import { startTestServer, type TestServer } from '../testServer.ts';

const bufferSize = 50;
const changeCount = 400;

let opened: AsyncDisposableStack;
let feeds: FeedDatabase;
let instance: FeedInstance;
let server: TestServer;
/** How many changes each subscription has taken from its source, in the order in which they came. */
let taken: number[];

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  feeds = opened.use(await feedDatabase());
  instance = opened.use(await startFeedInstance(feeds, new InProcessLiveStream(), 1_000, bufferSize));
  taken = [];
  const rowSource = new PrismaRowSource(feeds.database.client);
  const services = {
    prisma: feeds.database.client,
    rowSource,
    eventRowSource: new PreparedRowSource(feeds.database, rowSource),
    useCases: fakeUseCases(),
    liveFeed: counting(instance.liveFeed),
    liveNotifications: new FakeLive<never, never>(),
    clock: { now: () => new Date() },
  };
  server = opened.use(await startTestServer({ server: { contextFor: contextFactory(services) } }));
});
afterEach(() => opened.disposeAsync());

const counting = (liveFeed: LiveFeed) =>
  spoilt(liveFeed, {
    subscribe(feed, after) {
      const tail = liveFeed.subscribe(feed, after);
      const nth = taken.push(0) - 1;
      const take = () => {
        const notice = tail.take();
        if (notice) taken[nth] = (taken[nth] ?? 0) + 1;
        return notice;
      };
      return spoilt(tail, { take });
    },
  });

/** All at once: whoever reads nothing for too long is closed, and that is not what this is about. */
async function save(count: number): Promise<void> {
  const { client } = feeds.database;
  const [kind, op, createdAt] = ['CARD_ADDED_TO_LIBRARY', 'ADDED', new Date()] as const;
  const saved = Array.from({ length: count }, (_, n) => ({ id: randomUUID(), seq: n + 1, cardId: randomUUID() }));
  await client.feedActivity.createMany({ data: saved.map((row) => ({ ...row, actorId: ada, kind, createdAt })) });
  await client.feedChange.createMany({
    data: saved.map(({ id, cardId }) => ({ op, actorId: ada, activityId: id, cardId })),
  });
  instance.wake();
}

async function subscriber(selection: string) {
  const socket = opened.use(await rawSocket(server));
  socket.send({ type: 'connection_init' });
  await eventually(() => socket.texts.length === 1);
  const query = `subscription ($after: String) {
    feedChanged(feed: { global: true }, after: $after) { ... on FeedItemAdded { cursor ${selection} } }
  }`;
  const subscriptions = taken.length;
  const variables = { after: await instance.liveFeed.liveCursor() };
  socket.send({ type: 'subscribe', id: '1', payload: { query, variables } });
  await eventually(() => taken.length > subscriptions);
  return {
    socket,
    positions: () =>
      socket.texts.flatMap((text) => {
        const [, cursor] = /"cursor":"([^"]+)"/.exec(text) ?? [];
        return cursor === undefined ? [] : [decodeLiveCursor('feeds', cursor).position];
      }),
  };
}

const positionsOfAll = Array.from({ length: changeCount }, (_, index) => index + 1);

describe('a client that does not read', () => {
  it('costs a bounded amount, holds nobody up, and gets every change once and in order when it reads on', async () => {
    await feeds.database.client.curator.update({ where: { id: ada }, data: { description: 'é'.repeat(8_000) } });
    const texts = Array.from({ length: 6 }, (_, n) => `t${n}: description`).join(' ');
    const stalled = await subscriber(`item { actor { ${texts} } }`);
    const others = [await subscriber('item { id }'), await subscriber('')];
    stalled.socket.pause();

    await save(changeCount);
    for (const other of others) {
      await eventually(() => expect(other.positions()).toEqual(positionsOfAll), { withinMs: 30_000 });
    }
    // All was delivered: what the stalled one has not taken by now stays in the database.
    expect(taken[0]).toBeLessThan(changeCount - bufferSize);
    expect(stalled.positions().length).toBeLessThan(changeCount);

    stalled.socket.resume();
    await eventually(() => expect(stalled.positions()).toHaveLength(changeCount), { withinMs: 30_000, everyMs: 100 });
    expect(stalled.positions()).toEqual(positionsOfAll);
  });
});
