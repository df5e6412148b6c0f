import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFollowChange, isHidingChange } from '../../../src/modules/feeds/domain/FeedChange.ts';
import { hidingsOf } from '../../../src/modules/feeds/domain/Hiding.ts';
import { ada, bob, eve, type FeedDatabase, feedDatabase, kim } from './feedDatabase.ts';

let feeds: FeedDatabase;
beforeEach(async () => {
  feeds = await feedDatabase();
});
afterEach(() => feeds[Symbol.asyncDispose]());

const shelves = [randomUUID(), randomUUID()];

const positions = (changes: readonly { readonly position: number }[] = []) => changes.map(({ position }) => position);

describe('PrismaFeedChangeLog', () => {
  it('gives committed changes dense positions, a limited number at a time', async () => {
    const activities = [await feeds.add(), await feeds.add(), await feeds.add()];
    const before = await feeds.log.head();
    const first = await feeds.log.sequence(2);
    const second = await feeds.log.sequence(2);
    expect(before).toMatchObject({ head: 0, minimum: 0 });
    expect(first?.epoch).toBe(before.epoch);
    expect(positions(first?.changes)).toEqual([1, 2]);
    expect(positions(second?.changes)).toEqual([3]);
    expect(await feeds.log.sequence(2)).toBeUndefined();
    expect(await feeds.log.head()).toEqual({ ...before, head: 3 });
    expect(await feeds.log.read(0, 3, 10)).toEqual([...(first?.changes ?? []), ...(second?.changes ?? [])]);
    expect(first?.changes[0]).toEqual({
      position: 1,
      op: 'ADDED',
      actorId: ada,
      activityId: activities[0]?.id,
      cardId: activities[0]?.cardId,
      collectionId: null,
      before: 'NOBODY',
      after: 'EVERYONE',
      now: 'EVERYONE',
    });
  });

  it('reads by position, by number and by actor', async () => {
    for (const actorId of [ada, bob, ada, eve]) await feeds.add({ actorId });
    await feeds.follow(ada, bob, true);
    await feeds.add();
    await feeds.log.sequence(5);
    expect(positions(await feeds.log.read(1, 4, 2))).toEqual([2, 3]);
    expect(positions(await feeds.log.changesBy('all', 0, 9))).toEqual([1, 2, 3, 4, 5]);
    expect(positions(await feeds.log.changesBy([ada, bob], 1, 5))).toEqual([2, 3, 5]);
    expect(positions(await feeds.log.changesBy([], 0, 5))).toEqual([]);
    expect(await feeds.log.changesBy([ada], 4, 5)).toEqual([
      { position: 5, op: 'AUDIENCE', actorId: ada, targetId: bob, following: true },
    ]);
  });

  it('reads what curators did and what was done in collections, each once', async () => {
    const [followed = '', other = ''] = shelves;
    const inCollection = (id: string) => ({ collection: { id, audience: 'EVERYONE' as const } });
    await feeds.add({ actorId: bob, ...inCollection(followed) });
    await feeds.add({ actorId: ada, ...inCollection(followed) });
    await feeds.add({ actorId: ada, ...inCollection(other) });
    await feeds.add({ actorId: bob, ...inCollection(other) });
    await feeds.follow(ada, followed, true);
    await feeds.log.sequence(9);
    expect(positions(await feeds.log.changesOf([ada, followed], 0, 9))).toEqual([1, 2, 3, 5]);
    expect(positions(await feeds.log.changesOf([followed], 1, 9))).toEqual([2]);
  });

  it('says what was retracted or is gone', async () => {
    const retracted = await feeds.add();
    await feeds.add();
    const gone = await feeds.add();
    await feeds.retract(retracted);
    await feeds.database.client.feedActivity.delete({ where: { id: gone.id } });
    await feeds.log.sequence(10);
    const changes = await feeds.log.read(0, 4, 10);
    expect(changes.map((change) => [change.op, 'now' in change && change.now])).toEqual([
      ['ADDED', 'NOBODY'],
      ['ADDED', 'EVERYONE'],
      ['ADDED', 'NOBODY'],
      ['REMOVED', 'NOBODY'],
    ]);
  });

  it('says of what is done in a collection who is shown it, who was, and who is by now', async () => {
    const collectionId = randomUUID();
    await feeds.add({ collection: { id: collectionId, audience: 'EVERYONE' } });
    await feeds.show(collectionId, [ada, bob]);
    await feeds.show(collectionId, 'COLLECTION_FEED');
    await feeds.add();
    const members = [ada, bob];
    const sequenced = await feeds.log.sequence(10);
    expect(sequenced?.changes).toMatchObject([
      { op: 'ADDED', collectionId, before: 'NOBODY', after: 'EVERYONE', now: 'EVERYONE' },
      { op: 'AUDIENCE', collectionId, before: 'EVERYONE', after: members, now: members },
      { op: 'AUDIENCE', collectionId, before: members, after: 'COLLECTION_FEED', now: 'COLLECTION_FEED' },
      { op: 'ADDED', collectionId: null },
    ]);
    const read = await feeds.log.changesIn(collectionId, 0, 9);
    expect(read).toEqual(sequenced?.changes.slice(0, 3).map((change) => ({ ...change, now: 'COLLECTION_FEED' })));
    expect(positions(await feeds.log.changesIn(collectionId, 1, 2))).toEqual([2]);
    expect(positions(await feeds.log.changesBy([ada], 1, 9))).toEqual([2, 3, 4]);
  });

  it('knows whom and what a viewer followed at each position, whatever came after it', async () => {
    const pairs = [ada, bob].flatMap((viewer) =>
      [ada, bob, eve, kim, ...shelves].map((target) => ({ viewer, target })),
    );
    const others = pairs.filter(({ viewer, target }) => viewer !== target);
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...others) },
      { weight: 1, arbitrary: fc.constantFrom('sequence' as const, 'save' as const) },
    );
    const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25, size: 'max' }), async (steps) => {
      const start = await forgetFollows();
      for (const each of steps) {
        if (each === 'sequence') await feeds.log.sequence(100);
        else if (each === 'save') await feeds.add();
        else await toggle(each.viewer, each.target);
      }
      const { head } = await feeds.log.head();
      for (let position = start; position <= head; position += 1) {
        for (const viewer of [ada, bob]) {
          const followees = await feeds.log.followeesAt(viewer, position);
          expect([...followees].toSorted()).toEqual(await naivelyAt(viewer, start, position));
        }
      }
    });
    await fc.assert(property, { numRuns: 15 });
  });

  it('knows what was hidden from a viewer at each position, and how that changed', async () => {
    const who = fc.constantFrom(ada, bob, eve);
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          hide: fc.constant('mutes' as const),
          who,
          whom: fc.constantFrom(ada, bob, eve, ...shelves),
        }),
      },
      { weight: 3, arbitrary: fc.record({ hide: fc.constant('blocks' as const), who, whom: who }) },
      { weight: 1, arbitrary: fc.constantFrom('sequence' as const, 'save' as const) },
    );
    const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25, size: 'max' }), async (steps) => {
      await feeds.showEverything();
      await feeds.log.sequence(1_000);
      const { head: start } = await feeds.log.head();
      for (const each of steps) {
        if (each === 'sequence') await feeds.log.sequence(100);
        else if (each === 'save') await feeds.add();
        else if (each.who !== each.whom) await feeds.toggleHiding(each.hide, each.who, each.whom);
      }
      const { head } = await feeds.log.head();
      for (const viewer of [ada, bob]) {
        const changes = await feeds.log.hidingChanges(viewer, start, head);
        const all = (await feeds.log.read(start, head, 1_000)).filter(isHidingChange);
        expect(changes).toEqual(all.filter((change) => hidingsOf(change).some(({ viewerId }) => viewerId === viewer)));
        const hidden = new Set<string>();
        for (let position = start; position <= head; position += 1) {
          for (const change of changes.filter((each) => each.position === position)) {
            for (const { viewerId, hiding, holds } of hidingsOf(change)) {
              if (viewerId === viewer && holds) hidden.add(hiding);
              else if (viewerId === viewer) hidden.delete(hiding);
            }
          }
          expect([...(await feeds.log.hidingsAt(viewer, position))].toSorted()).toEqual([...hidden].toSorted());
        }
      }
    });
    await fc.assert(property, { numRuns: 15 });
  });
});

/** Nobody follows anybody, and all that was is below the position that this resolves to. */
async function forgetFollows(): Promise<number> {
  for (const { followerId, targetId } of await follows()) await feeds.follow(followerId, targetId, false);
  await feeds.log.sequence(1_000);
  return (await feeds.log.head()).head;
}

async function follows(): Promise<{ followerId: string; targetId: string }[]> {
  const { follow, collectionFollow } = feeds.database.client;
  const [curators, collections] = [await follow.findMany(), await collectionFollow.findMany()];
  return [
    ...curators.map(({ followerId, curatorId }) => ({ followerId, targetId: curatorId })),
    ...collections.map(({ followerId, collectionId }) => ({ followerId, targetId: collectionId })),
  ];
}

async function toggle(followerId: string, targetId: string): Promise<void> {
  const isFollowed = (await follows()).some((row) => row.followerId === followerId && row.targetId === targetId);
  await feeds.follow(followerId, targetId, !isFollowed);
}

/** By walking through the log from a position where nobody was followed. */
async function naivelyAt(viewer: string, from: number, position: number): Promise<string[]> {
  const followees = new Set<string>();
  for (const change of await feeds.log.read(from, position, 1_000)) {
    if (!isFollowChange(change) || change.actorId !== viewer) continue;
    if (change.following) followees.add(change.targetId);
    else followees.delete(change.targetId);
  }
  return [...followees].toSorted();
}
