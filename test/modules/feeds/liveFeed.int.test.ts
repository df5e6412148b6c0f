import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FeedNotice } from '../../../src/modules/feeds/application/LiveFeed.ts';
import { decodeLiveCursor } from '../../../src/shared/application/live/LiveCursor.ts';
import { RedisLiveStream } from '../../../src/shared/infrastructure/live/RedisLiveStream.ts';
import { eventually } from '../../support/eventually.ts';
import { quietLog } from '../../support/live/quietLog.ts';
import { OwnRedis } from '../../support/OwnRedis.ts';
import { TcpProxy } from '../../support/TcpProxy.ts';
import { ada, bob, eve, type FeedDatabase, feedDatabase } from './feedDatabase.ts';
import { type FeedInstance, startFeedInstance } from './feedInstance.ts';

let opened: AsyncDisposableStack;
let feeds: FeedDatabase;
let redis: OwnRedis;
let network: TcpProxy;
let [writing, reading]: [FeedInstance?, FeedInstance?] = [];

/** Two instances on one database and one Redis; the one that is read from reaches Redis through a network that can be cut. */
beforeEach(async () => {
  opened = new AsyncDisposableStack();
  feeds = opened.use(await feedDatabase());
  redis = opened.use(await OwnRedis.prepare());
  await redis.start();
  network = opened.use(await TcpProxy.to(redis.port));
  const connect = (port: number) =>
    opened.use(new RedisLiveStream({ url: `redis://127.0.0.1:${port}`, prefix: 'test:', logger: quietLog }));
  writing = opened.use(await startFeedInstance(feeds, connect(redis.port)));
  reading = opened.use(await startFeedInstance(feeds, connect(network.port)));
});
afterEach(() => opened.disposeAsync());

let seq = 0n;
async function save(actorId: string): Promise<string> {
  const id = randomUUID();
  const activity = { id, seq: (seq += 1n), actorId, cardId: randomUUID(), createdAt: new Date() };
  await feeds.database.inTransaction(async () => writing?.store.add({ ...activity, kind: 'CARD_ADDED_TO_LIBRARY' }));
  return id;
}

function collect(notices: AsyncGenerator<FeedNotice> | undefined): FeedNotice[] {
  const collected: FeedNotice[] = [];
  if (!notices) return collected;
  const collecting = (async () => {
    for await (const notice of notices) collected.push(notice);
  })();
  opened.defer(async () => {
    await notices.return(undefined);
    await collecting;
  });
  return collected;
}

const idsOf = (notices: readonly FeedNotice[]) => notices.map(({ activityId }) => activityId);

describe('the live feed', () => {
  it('hides on each instance, live, what a viewer mutes or blocks, at the position of each change', async () => {
    const feed = { kind: 'global', viewerId: eve } as const;
    const tails = [writing?.liveFeed.subscribe(feed, undefined), reading?.liveFeed.subscribe(feed, undefined)];
    for (const tail of tails) await tail?.started;
    const heard = tails.map(collect);
    const expected = [await save(ada)];
    await feeds.toggleHiding('mutes', eve, ada);
    await save(ada);
    expected.push(await save(bob));
    await feeds.toggleHiding('mutes', eve, ada);
    expected.push(await save(ada));
    await feeds.toggleHiding('blocks', bob, eve);
    await save(bob);
    expected.push(await save(ada));
    for (const notices of heard) await eventually(() => expect(idsOf(notices)).toEqual(expected));
  });

  it('carries a change to a subscriber on another instance by Redis alone', async () => {
    const stream = opened.use(new RedisLiveStream({ url: redis.url, prefix: 'test:', logger: quietLog }));
    const patient = opened.use(await startFeedInstance(feeds, stream, 60_000));
    const saved = [await save(ada)];
    const notices = collect(patient.liveFeed.subscribe({ kind: 'curator', curatorId: ada }, undefined));
    await eventually(async () => {
      await save(bob);
      saved.push(await save(ada));
      expect(notices.length).toBeGreaterThan(1);
    });
    expect(idsOf(notices)).toEqual(saved.slice(saved.indexOf(notices[0]?.activityId ?? '')).slice(0, notices.length));
  });

  it('loses nothing between a page of a query and the subscription from its liveCursor', async () => {
    const cursor = await writing?.liveFeed.liveCursor();
    const saved = [await save(ada), await save(bob), await save(ada)];
    const notices = collect(reading?.liveFeed.subscribe({ kind: 'global' }, cursor));
    await eventually(() => expect(idsOf(notices)).toEqual(saved));
  });

  it('follows whom the viewer follows at the position of each change', async () => {
    const cursor = await reading?.liveFeed.liveCursor();
    await save(ada);
    await feeds.follow(eve, ada, true);
    const since = await save(ada);
    const notices = collect(reading?.liveFeed.subscribe({ kind: 'following', viewerId: eve }, cursor));
    await eventually(() => expect(idsOf(notices)).toEqual([since]));
    await feeds.follow(eve, bob, true);
    const ofBob = await save(bob);
    await feeds.follow(eve, ada, false);
    await save(ada);
    const last = await save(bob);
    await eventually(() => expect(idsOf(notices)).toEqual([since, ofBob, last]));
  });

  it('tells only the retraction of what was retracted before the subscriber came', async () => {
    const cursor = await reading?.liveFeed.liveCursor();
    const activity = await feeds.add();
    await feeds.retract(activity);
    const notices = collect(reading?.liveFeed.subscribe({ kind: 'global' }, cursor));
    await eventually(() => expect(notices).toMatchObject([{ op: 'REMOVED', activityId: activity.id }]));
  });

  it('passes over what is taken from the viewer while it waits for them, and shows it to those who keep it', async () => {
    const [collectionId, feed] = [randomUUID(), { kind: 'global' } as const];
    const tails = [undefined, eve].map((viewerId) => reading?.liveFeed.subscribe({ ...feed, viewerId }, undefined));
    for (const tail of tails) await tail?.started;
    // Whoever asks once is LIVE from then on; what comes next is pushed, and waits.
    const first = await save(ada);
    for (const tail of tails) expect(await tail?.next()).toMatchObject({ value: { activityId: first } });
    const { id } = await feeds.add({
      kind: 'CARD_ADDED_TO_COLLECTION',
      collection: { id: collectionId, audience: 'EVERYONE' },
    });
    const witness = collect(writing?.liveFeed.subscribe(feed, undefined));
    await save(ada);
    await feeds.show(collectionId, [eve]);
    const last = await save(ada);
    await eventually(() => expect(idsOf(witness)).toContain(last));
    const present = reading?.liveFeed.subscribe(feed, undefined);
    collect(present);
    await present?.started;
    const [strangers, eves] = tails.map(collect);
    await eventually(() => expect([idsOf(strangers ?? []).at(-1), idsOf(eves ?? []).at(-1)]).toEqual([last, last]));
    expect(strangers?.filter(({ activityId }) => activityId === id)).toMatchObject([{ op: 'REMOVED' }]);
    expect(eves?.filter(({ activityId }) => activityId === id)).toMatchObject([{ op: 'ADDED' }]);
  });

  it.each([
    ['the network to Redis is cut', async () => network.cut(), async () => network.mend()],
    ['Redis is killed', () => redis.kill(), () => redis.start()],
    ['Redis is frozen', async () => redis.freeze(), async () => redis.thaw()],
  ])('reaches its subscribers, in order and without a gap, while %s and after it', async (_, cut, mend) => {
    const cursor = await reading?.liveFeed.liveCursor();
    const notices = collect(reading?.liveFeed.subscribe({ kind: 'global' }, cursor));
    const saved: string[] = [];
    const saveSome = async (): Promise<void> => {
      for (let n = 0; n < 10; n += 1) saved.push(await save(ada));
    };
    const expectAll = () => eventually(() => expect(idsOf(notices)).toEqual(saved), { withinMs: 3_000 });
    await saveSome();
    await expectAll();
    await cut();
    await saveSome();
    await expectAll(); // by the sweep
    await mend();
    await saveSome();
    await expectAll();
    const positions = notices.map((notice) => decodeLiveCursor('feeds', notice.cursor).position);
    expect(positions).toEqual(saved.map((_, index) => index + 1));
  });
});
