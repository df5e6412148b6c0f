import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Prisma } from '../../../src/generated/prisma/client.ts';
import type { FeedNotice } from '../../../src/modules/feeds/application/LiveFeed.ts';
import type { Feed } from '../../../src/modules/feeds/domain/Feed.ts';
import { feedRetention } from '../../../src/modules/feeds/infrastructure/feedRetention.ts';
import { feedTables } from '../../../src/modules/feeds/infrastructure/feedTables.ts';
import { CursorError } from '../../../src/shared/application/live/CursorError.ts';
import { encodeLiveCursor } from '../../../src/shared/application/live/LiveCursor.ts';
import { ChangeRetention } from '../../../src/shared/infrastructure/live/ChangeRetention.ts';
import { InProcessLiveStream } from '../../../src/shared/infrastructure/live/InProcessLiveStream.ts';
import { ada, bob, type FeedDatabase, feedDatabase } from './feedDatabase.ts';
import { startFeedInstance } from './feedInstance.ts';

const keepDays = 30;

let feeds: FeedDatabase;
beforeEach(async () => {
  feeds = await feedDatabase();
});
afterEach(() => feeds[Symbol.asyncDispose]());

const retain = () => feedRetention(feeds.database, keepDays).run();

/** As if these had been written so many days ago, and retracted where they were. */
async function age(positions: { readonly from?: number; readonly upTo: number }, days = keepDays + 1): Promise<void> {
  const { client } = feeds.database;
  await client.$executeRaw`
    UPDATE feed_changes SET changed_at = now() - ${days}::int * interval '1 day'
    WHERE position BETWEEN ${positions.from ?? 1} AND ${positions.upTo}`;
  await client.$executeRaw`
    UPDATE feed_activities a SET retracted_at = c.changed_at
    FROM feed_changes c WHERE c.activity_id = a.id AND c.op = 'REMOVED' AND c.position IS NOT NULL`;
}

async function save(count: number, actorId = ada) {
  const activities = [];
  for (let n = 0; n < count; n += 1) activities.push(await feeds.add({ actorId }));
  await feeds.log.sequence(10_000);
  return activities;
}

const keptPositions = async () =>
  (await feeds.database.client.feedChange.findMany({ orderBy: { id: 'asc' } })).map(({ position }) =>
    position === null ? null : Number(position),
  );
const keptActivities = async () =>
  (await feeds.database.client.feedActivity.findMany({ orderBy: { seq: 'asc' } })).map(({ id }) => id);

describe('retention of changes', () => {
  it('removes the old ones and moves the minimum with them; the young, and those without a position, stay', async () => {
    await save(5);
    await age({ upTo: 3 });
    await feeds.add();
    await retain();
    expect(await keptPositions()).toEqual([4, 5, null]);
    expect(await feeds.log.head()).toMatchObject({ head: 5, minimum: 3 });
    expect(await keptActivities()).toHaveLength(6);
  });

  it('goes on, batch by batch, until nothing is due', async () => {
    await save(10);
    await age({ upTo: 9 });
    const { database } = feeds;
    const removeTombstones = () => Prisma.sql`DELETE FROM feed_activities WHERE FALSE`;
    await new ChangeRetention({
      database,
      name: 'retention',
      log: feedTables,
      keepDays,
      removeTombstones,
      batch: 2,
    }).run();
    expect(await keptPositions()).toEqual([10]);
    expect(await feeds.log.head()).toMatchObject({ head: 10, minimum: 9 });
  });

  it('leaves no hole: an old one that follows a young one stays as long as that', async () => {
    await save(5);
    await age({ upTo: 2 });
    await age({ from: 4, upTo: 4 });
    await retain();
    expect(await keptPositions()).toEqual([3, 4, 5]);
    expect(await feeds.log.head()).toMatchObject({ head: 5, minimum: 2 });
  });

  it('never lets positions begin again, though all changes are gone', async () => {
    await save(4);
    await age({ upTo: 4 });
    await retain();
    expect(await keptPositions()).toEqual([]);
    expect(await feeds.log.head()).toMatchObject({ head: 4, minimum: 4 });
    await save(1);
    expect(await keptPositions()).toEqual([5]);
    await retain();
    expect(await feeds.log.head()).toMatchObject({ head: 5, minimum: 4 });
  });

  it('removes what is below the minimum, however young it is', async () => {
    await save(3);
    await feeds.database.client.feedHead.updateMany({ data: { minimum: 3 } });
    await save(1);
    await retain();
    expect(await keptPositions()).toEqual([4]);
    expect(await feeds.log.head()).toMatchObject({ head: 4, minimum: 3 });
  });

  it('keeps a tombstone as long as a change names it', async () => {
    const [standing, retracted, retractedLater] = await save(3);
    if (!standing || !retracted || !retractedLater) throw new Error('unreachable: three were saved');
    await feeds.retract(retracted);
    await feeds.retract(retractedLater);
    await feeds.log.sequence(10);
    await age({ from: 4, upTo: 4 });
    await retain();
    expect(await keptActivities()).toEqual([standing.id, retracted.id, retractedLater.id]);
    await age({ upTo: 3 });
    await retain();
    expect(await keptPositions()).toEqual([5]);
    expect(await keptActivities()).toEqual([standing.id, retractedLater.id]);
    await age({ upTo: 5 });
    await retain();
    expect(await keptActivities()).toEqual([standing.id]);
  });

  it('is left to another process that is at it', async () => {
    await save(2);
    await age({ upTo: 2 });
    await feeds.database.inTransaction(async ({ client }) => {
      await client.$executeRaw`SELECT pg_advisory_xact_lock(${feedTables.retentionLock})`;
      await retain();
    });
    expect(await keptPositions()).toEqual([1, 2]);
    await retain();
    expect(await keptPositions()).toEqual([]);
  });

  it('keeps whole what it keeps, while positions are given and others remove as well', async () => {
    const isWhole = async () => {
      const [row] = await feeds.database.client.$queryRaw<{ whole: boolean }[]>`
        SELECT count(c.position) = h.head - h.minimum AND coalesce(min(c.position), h.head + 1) = h.minimum + 1 AS whole
        FROM feed_head h LEFT JOIN feed_changes c ON c.position > h.minimum GROUP BY h.head, h.minimum`;
      return row?.whole;
    };
    const ended = new AbortController();
    const writing = Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; n < 40; n += 1) {
        await feeds.add({ seq: BigInt(writer * 1_000 + n) });
        await feeds.log.sequence(3);
        await age({ from: (await feeds.log.head()).head - 4, upTo: (await feeds.log.head()).head - 2 });
      }
    });
    const removing = [1, 2].map(async () => {
      while (!ended.signal.aborted) {
        await retain();
        expect(await isWhole()).toBe(true);
      }
    });
    await Promise.all(writing);
    ended.abort();
    await Promise.all(removing);
    await age({ upTo: 160 });
    await retain();
    expect(await feeds.log.head()).toMatchObject({ head: 160, minimum: 160 });
  });
});

describe('subscribers and retention', () => {
  const kinds: readonly Feed[] = [
    { kind: 'global' },
    { kind: 'curator', curatorId: ada },
    { kind: 'following', viewerId: bob },
  ];
  const cursor = async (position: number) =>
    encodeLiveCursor({ log: 'feeds', epoch: (await feeds.log.head()).epoch, position });
  const start = () => startFeedInstance(feeds, new InProcessLiveStream());
  const next = async (notices: AsyncGenerator<FeedNotice, undefined>) => (await notices.next()).value;

  it.each(kinds)('$kind: a cursor before the minimum has expired, one just at it goes on', async (feed) => {
    await feeds.follow(bob, ada, true);
    const saved = await save(9);
    await age({ upTo: 6 });
    await retain();
    await using instance = await start();
    const expired = instance.liveFeed.subscribe(feed, await cursor(5));
    await expect(expired.next()).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    const resumed = instance.liveFeed.subscribe(feed, await cursor(6));
    for (const { id } of saved.slice(5)) expect(await next(resumed)).toMatchObject({ activityId: id });
    const [live] = await save(1);
    expect(await next(resumed)).toMatchObject({ activityId: live?.id });
    await resumed.return();
  });

  it.each(kinds)(
    '$kind: one that retention overtakes while it pages is told so, and has no hole before it',
    async (feed) => {
      await feeds.follow(bob, ada, true);
      await feeds.log.sequence(1);
      await saveMany(1_400);
      const { head } = await feeds.log.head();
      await using instance = await start();
      const paging = instance.liveFeed.subscribe(feed, await cursor(1));
      const cursors: string[] = [];
      for (let n = 0; n < 10; n += 1) cursors.push((await next(paging))?.cursor ?? '');
      await age({ upTo: head });
      await retain();
      await expect(
        (async () => {
          for await (const notice of paging) cursors.push(notice.cursor);
        })(),
      ).rejects.toThrow(new CursorError('CURSOR_EXPIRED'));
      expect(cursors.length).toBeLessThan(1_400);
      expect(cursors).toEqual(await Promise.all(cursors.map((_, index) => cursor(2 + index))));
    },
  );
});

/** By Ada, with positions. */
async function saveMany(count: number): Promise<void> {
  await feeds.database.client.$executeRaw`
    WITH added AS (
      INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, created_at)
      SELECT gen_random_uuid(), 100000 + n, 'CARD_ADDED_TO_LIBRARY', ${ada}, gen_random_uuid(), now()
      FROM generate_series(1, ${count}::int) n
      RETURNING id, actor_id, card_id, seq
    )
    INSERT INTO feed_changes (op, actor_id, activity_id, card_id)
    SELECT 'ADDED', actor_id, id, card_id FROM added ORDER BY seq`;
  await feeds.log.sequence(count);
}
