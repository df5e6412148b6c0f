import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
    },
  });
const nothingElse = { activityId: null, cardId: null, targetId: null, following: null, position: null };

describe('PrismaFeedStore', () => {
  it('adds an activity and the change that tells of it, and wakes the sequencer', async () => {
    const { id, cardId, ...activity } = await feeds.add();
    expect(await feeds.database.client.feedActivity.findMany()).toEqual([
      { id, cardId, ...activity, retractedAt: null },
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
