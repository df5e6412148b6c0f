import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FeedActivity } from '../../../src/modules/feeds/domain/FeedActivity.ts';
import type { FeedAudience } from '../../../src/modules/feeds/domain/FeedAudience.ts';
import { eventually } from '../../support/eventually.ts';
import { ada, bob, eve, type FeedDatabase, feedDatabase } from './feedDatabase.ts';

let feeds: FeedDatabase;
beforeEach(async () => {
  feeds = await feedDatabase();
});
afterEach(() => feeds[Symbol.asyncDispose]());

const changes = () =>
  feeds.database.client.feedChange.findMany({
    orderBy: { id: 'asc' },
    select: {
      op: true,
      actorId: true,
      activityId: true,
      cardId: true,
      targetId: true,
      following: true,
      position: true,
      collectionId: true,
      audience: true,
      viewers: true,
      formerAudience: true,
      formerViewers: true,
    },
  });
const nothingElse = {
  collectionId: null,
  audience: 'EVERYONE',
  viewers: [],
  formerAudience: null,
  formerViewers: [],
  activityId: null,
  cardId: null,
  targetId: null,
  following: null,
  position: null,
};

describe('PrismaFeedStore', () => {
  it('adds an activity and the change that tells of it, and wakes the sequencer', async () => {
    const { id, cardId, ...activity } = await feeds.add();
    expect(await feeds.database.client.feedActivity.findMany()).toEqual([
      { id, cardId, ...activity, retractedAt: null, collectionId: null, audience: 'EVERYONE', viewers: [] },
    ]);
    expect(await changes()).toEqual([{ ...nothingElse, op: 'ADDED', actorId: ada, activityId: id, cardId }]);
    expect(feeds.wakings()).toBe(1);
  });

  it('changes nothing when the same activity comes again', async () => {
    const activity = await feeds.add();
    await feeds.add(activity);
    expect(await changes()).toHaveLength(1);
  });

  it('retracts what stands, keeps it as a tombstone with its card, and tells of it', async () => {
    const { id, cardId } = await feeds.add();
    const other = await feeds.add({ actorId: bob, cardId });
    await feeds.retract({ ...other, actorId: ada });
    const tombstone = await feeds.database.client.feedActivity.findUniqueOrThrow({ where: { id } });
    expect(tombstone).toMatchObject({ cardId, retractedAt: new Date('2026-11-23T13:00:00Z') });
    expect((await changes()).slice(2)).toEqual([
      { ...nothingElse, op: 'REMOVED', actorId: ada, activityId: id, cardId },
    ]);
  });

  it('retracts only what stands, so a second time changes nothing', async () => {
    const first = await feeds.add();
    await feeds.retract(first);
    await feeds.retract(first);
    const second = await feeds.add({ cardId: first.cardId });
    await feeds.retract(first);
    const removed = (await changes()).filter(({ op }) => op === 'REMOVED');
    expect(removed.map(({ activityId }) => activityId)).toEqual([first.id, second.id]);
  });

  it('retracts what was done in any number of collections, each change in its place', async () => {
    const cardId = randomUUID();
    const add = () =>
      feeds.add({ kind: 'CARD_ADDED_TO_COLLECTION', cardId, collection: { id: randomUUID(), audience: 'EVERYONE' } });
    const [first, second, third, kept] = [await add(), await add(), await add(), await add()];
    const retract = ({ collection, ...activity }: FeedActivity) =>
      feeds.store.retract({ ...activity, collectionId: collection?.id, at: new Date() });
    await feeds.database.inTransaction(async () => {
      await retract(second);
      await retract(first);
      await feeds.store.changeAudience({ followerId: bob, targetId: ada, following: true });
      await retract(third);
    });
    expect((await changes()).slice(4).map(({ op, activityId }) => [op, activityId])).toEqual([
      ['REMOVED', second.id],
      ['REMOVED', first.id],
      ['AUDIENCE', null],
      ['REMOVED', third.id],
    ]);
    const standing = await feeds.database.client.feedActivity.findMany({ where: { retractedAt: null } });
    expect(standing.map(({ id }) => id)).toEqual([kept.id]);
  });

  it('tells that a card looks different, of each activity that shows it and stands, the oldest first', async () => {
    const first = await feeds.add();
    const { cardId } = first;
    const retracted = await feeds.add({ cardId, actorId: bob });
    await feeds.retract(retracted);
    const second = await feeds.add({ cardId, actorId: eve });
    await feeds.add();
    const before = feeds.wakings();
    await feeds.database.inTransaction(() => feeds.store.updateCard(cardId));
    expect((await changes()).filter(({ op }) => op === 'UPDATED')).toEqual([
      { ...nothingElse, op: 'UPDATED', actorId: ada, activityId: first.id, cardId },
      { ...nothingElse, op: 'UPDATED', actorId: eve, activityId: second.id, cardId },
    ]);
    expect(feeds.wakings()).toBe(before + 1);
  });

  it('tells that an audience changed', async () => {
    await feeds.follow(ada, bob, true);
    await feeds.follow(ada, bob, false);
    const change = { ...nothingElse, op: 'AUDIENCE', actorId: ada, targetId: bob };
    expect(await changes()).toEqual([
      { ...change, following: true },
      { ...change, following: false },
    ]);
  });

  describe('of a collection', () => {
    const collectionId = randomUUID();
    const inCollection = (audience: FeedAudience) => feeds.add({ collection: { id: collectionId, audience } });
    const standing = () =>
      feeds.database.client.feedActivity.findMany({
        where: { retractedAt: null },
        orderBy: { seq: 'asc' },
        select: { id: true, audience: true, viewers: true },
      });

    it('adds and retracts with those who are shown it', async () => {
      const [open, hidden] = [await inCollection('COLLECTION_FEED'), await inCollection([ada, bob])];
      expect(await standing()).toEqual([
        { id: open.id, audience: 'COLLECTION_FEED', viewers: [] },
        { id: hidden.id, audience: 'VIEWERS', viewers: [ada, bob] },
      ]);
      await feeds.retract(hidden);
      const change = { ...nothingElse, actorId: ada, collectionId };
      const own = { activityId: hidden.id, cardId: hidden.cardId, audience: 'VIEWERS', viewers: [ada, bob] };
      expect((await changes()).slice(1)).toEqual([
        { ...change, op: 'ADDED', ...own },
        { ...change, op: 'REMOVED', ...own },
      ]);
    });

    it('tells those who are shown it of a card that looks different, also while that is changing', async () => {
      const { cardId } = await inCollection('EVERYONE');
      const [turned, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const turning = feeds.database.inTransaction(async ({ client }) => {
        await feeds.store.showCollection(collectionId, 100n, [ada, bob]);
        await client.$queryRaw`SELECT 1`;
        turned.resolve();
        await commit.promise;
      });
      await turned.promise;
      const updating = feeds.database.inTransaction(() => feeds.store.updateCard(cardId));
      await eventually(async () => {
        const waiting = await feeds.database.client.$queryRaw`
          SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        expect(waiting).toHaveLength(1);
      });
      commit.resolve();
      await Promise.all([turning, updating]);
      expect((await changes()).map(({ op, audience, viewers }) => [op, audience, viewers])).toEqual([
        ['ADDED', 'EVERYONE', []],
        ['AUDIENCE', 'VIEWERS', [ada, bob]],
        ['UPDATED', 'VIEWERS', [ada, bob]],
      ]);
    });

    it('retracts what was done in this collection alone', async () => {
      const { cardId } = await feeds.add();
      const here = await feeds.add({ cardId, collection: { id: collectionId, audience: 'EVERYONE' } });
      const there = await feeds.add({ cardId, collection: { id: randomUUID(), audience: 'EVERYONE' } });
      await feeds.retract(here);
      expect((await standing()).map(({ id }) => id)).not.toContain(here.id);
      expect(await standing()).toHaveLength(2);
      await feeds.retract({ ...there, collection: undefined });
      expect((await standing()).map(({ id }) => id)).toEqual([there.id]);
    });

    it('shows what stands to others than before, and tells of each who was shown it', async () => {
      const [first, second] = [await inCollection('EVERYONE'), await inCollection('EVERYONE')];
      const retracted = await inCollection('EVERYONE');
      await feeds.retract(retracted);
      const elsewhere = await feeds.add();
      await feeds.show(collectionId, [ada, bob]);
      await feeds.show(collectionId, [ada, bob]);
      await feeds.show(collectionId, 'COLLECTION_FEED');
      expect(await standing()).toEqual([
        { id: first.id, audience: 'COLLECTION_FEED', viewers: [] },
        { id: second.id, audience: 'COLLECTION_FEED', viewers: [] },
        { id: elsewhere.id, audience: 'EVERYONE', viewers: [] },
      ]);
      const members = { audience: 'VIEWERS', viewers: [ada, bob] } as const;
      const told = (await changes()).filter(({ op }) => op === 'AUDIENCE');
      expect(told.map(({ activityId }) => activityId)).toEqual([first.id, second.id, first.id, second.id]);
      expect([told[0], told[2]]).toMatchObject([
        { collectionId, ...members, formerAudience: 'EVERYONE', formerViewers: [] },
        { audience: 'COLLECTION_FEED', viewers: [], formerAudience: 'VIEWERS', formerViewers: [ada, bob] },
      ]);
    });

    it('retracts all that stands of one that is deleted', async () => {
      await inCollection('EVERYONE');
      await inCollection('EVERYONE');
      const elsewhere = await feeds.add();
      const at = new Date('2026-11-23T14:00:00Z');
      for (const _ of [1, 2])
        await feeds.database.inTransaction(() => feeds.store.retractCollection(collectionId, 100n, at));
      expect((await standing()).map(({ id }) => id)).toEqual([elsewhere.id]);
      expect((await changes()).filter(({ op }) => op === 'REMOVED')).toHaveLength(2);
    });
  });

  it('tells nothing of what was rolled back', async () => {
    const rolledBack = feeds.database.inTransaction(async () => {
      await feeds.store.changeAudience({ followerId: ada, targetId: bob, following: true });
      throw new Error('undone');
    });
    await expect(rolledBack).rejects.toThrow('undone');
    expect(await changes()).toEqual([]);
    expect(feeds.wakings()).toBe(0);
  });

  it('wakes the sequencer once for a commit with several changes', async () => {
    await feeds.database.inTransaction(async () => {
      await feeds.store.changeAudience({ followerId: ada, targetId: bob, following: true });
      await feeds.store.changeAudience({ followerId: bob, targetId: ada, following: true });
    });
    expect(feeds.wakings()).toBe(1);
  });
});
