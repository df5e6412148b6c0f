import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { curatorTarget } from '../../../../src/modules/curators/index.ts';
import { RebuildIsRunningError } from '../../../../src/modules/feeds/infrastructure/rebuild/openRebuildSession.ts';
import { UnknownEventError } from '../../../../src/shared/application/EventCodec.ts';
import { encodeLiveCursor } from '../../../../src/shared/application/live/LiveCursor.ts';
import type { CuratorId } from '../../../../src/shared/domain/CuratorId.ts';
import { eventually } from '../../../support/eventually.ts';
import { announceSeed } from '../../../support/seed.ts';
import { Client } from './Client.ts';
import { randomCurators } from './RandomCurator.ts';
import { ada, bob, eve, kim, type RebuildWorld, rebuildWorld } from './rebuildWorld.ts';

let world: RebuildWorld;
beforeEach(async () => {
  world = await rebuildWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

/** So many random mutations of each of four curators, all at the same time. */
async function act(times: number, seed: number): Promise<void> {
  await Promise.all(
    randomCurators(world, [ada, bob, eve, kim], seed).map(async (curator) => {
      for (let n = 0; n < times; n += 1) await curator.act();
    }),
  );
}

async function save(curatorId: CuratorId): Promise<string> {
  const url = `https://example.org/${randomUUID()}`;
  const { cardId } = (await world.useCases.addUrlToLibrary.execute({ curatorId, url, note: undefined })).unwrap();
  const { id } = await world.database.client.feedActivity.findFirstOrThrow({ where: { cardId: cardId.value } });
  return id;
}

/** A card that is deleted is taken back everywhere. */
const standingWithoutCard = () =>
  world.database.client.$queryRaw<object[]>`
    SELECT a.id FROM feed_activities a WHERE retracted_at IS NULL AND NOT EXISTS (SELECT FROM cards WHERE id = a.card_id)`;

/** Breaks the live feeds in every way. */
async function damage(): Promise<void> {
  const { client } = world.database;
  await client.$executeRaw`DELETE FROM feed_activities WHERE seq % 5 = 0`;
  await client.$executeRaw`UPDATE feed_activities SET retracted_at = now() WHERE seq % 5 = 1`;
  await client.$executeRaw`UPDATE feed_activities SET retracted_at = NULL WHERE seq % 5 = 2`;
  await client.$executeRaw`UPDATE feed_activities SET actor_id = ${kim.value} WHERE seq % 5 = 3`;
  await client.$executeRaw`
    INSERT INTO feed_activities (id, seq, kind, actor_id, created_at)
    SELECT gen_random_uuid(), -n, 'CARD_ADDED_TO_LIBRARY', ${ada.value}, now() FROM generate_series(1, 5) n`;
}

describe('a rebuild', () => {
  it('comes to the same as the live handlers, row for row, and to what the events say', async () => {
    await act(25, announceSeed('the rebuild of feeds'));
    const [live, queued] = [await world.activities(), await world.database.client.eventDelivery.count()];
    expect(live.some(({ retractedAt }) => retractedAt !== null)).toBe(true);
    expect(await standingWithoutCard()).toEqual([]);
    const { events } = await world.rebuild({ batch: 7 });
    expect(events).toBe(await world.database.client.domainEvent.count());
    expect(await world.activities()).toEqual(live);
    expect(live).toEqual(await world.activitiesOfEvents());
    // Nobody is notified.
    expect(await world.database.client.eventDelivery.count()).toBe(queued);
    expect(await world.database.client.notification.count()).toBe(0);
  });

  it('puts right whatever is wrong, be it that nothing is left', async () => {
    await act(15, announceSeed('the rebuild of damaged feeds'));
    const live = await world.activities();
    await damage();
    await world.rebuild();
    expect(await world.activities()).toEqual(live);
    await world.database.client.$executeRaw`TRUNCATE feed_activities, feed_changes`;
    await world.rebuild();
    expect(await world.activities()).toEqual(live);
  });

  it('leaves nothing of a large collection to be shown to others bit by bit', async () => {
    await save(ada);
    await world.database.client.feedReshowing.create({
      data: { collectionId: randomUUID(), before: 9, remaining: 9, audience: 'VIEWERS' },
    });
    await world.rebuild();
    expect(await world.database.client.feedReshowing.count()).toBe(0);
  });

  it('begins another history, whose positions go on', async () => {
    await save(ada);
    await eventually(async () => (await world.log.head()).head === 1);
    const before = await world.log.head();
    const { epoch } = await world.rebuild();
    expect(epoch).not.toBe(before.epoch);
    expect(await world.log.head()).toEqual({ epoch, head: 1, minimum: 1 });
    await save(ada);
    await eventually(async () => expect(await world.log.head()).toEqual({ epoch, head: 2, minimum: 1 }));
  });

  it('can be done of nothing', async () => {
    expect(await world.rebuild()).toMatchObject({ events: 0 });
    expect(await world.activities()).toEqual([]);
  });

  it('leaves out the tombstones that retention has taken', async () => {
    const [gone, kept] = [await save(ada), await save(ada)];
    const at = async (id: string) => {
      const { cardId } = await world.database.client.feedActivity.findUniqueOrThrow({ where: { id } });
      await world.database.client.$executeRaw`
        INSERT INTO domain_events (id, type, version, aggregate_type, aggregate_id, correlation_id, payload, occurred_at)
        VALUES (gen_random_uuid(), 'CardRemovedFromLibrary', 1, 'Card', ${cardId}, gen_random_uuid(),
          jsonb_build_object('cardId', ${cardId}::text, 'curatorId', ${ada.value}::text),
          now() - CASE WHEN ${id} = ${gone} THEN interval '31 days' ELSE interval '29 days' END)`;
    };
    await at(gone);
    await at(kept);
    await world.rebuild({ changesDays: 30 });
    expect((await world.activities()).map(({ id }) => id)).toEqual([kept]);
  });

  it('is refused while another is running', async () => {
    const attempts = await Promise.allSettled([world.rebuild(), world.rebuild()]);
    const refusals = attempts.filter((attempt) => attempt.status === 'rejected');
    expect(refusals).toEqual([{ status: 'rejected', reason: expect.any(RebuildIsRunningError) }]);
    await world.rebuild();
  });

  it('changes nothing when it meets an event of a newer release', async () => {
    await act(5, announceSeed('the rebuild that is refused'));
    await damage();
    await world.database.client.$executeRaw`
      INSERT INTO domain_events (id, type, version, aggregate_type, aggregate_id, correlation_id, payload, occurred_at)
      VALUES (gen_random_uuid(), 'CardPainted', 1, 'Card', '1', gen_random_uuid(), '{}', now())`;
    const [activities, changes] = [await world.activities(), await world.database.client.feedChange.findMany()];
    const { epoch } = await world.log.head();
    await expect(world.rebuild()).rejects.toThrow(UnknownEventError);
    expect(await world.activities()).toEqual(activities);
    expect(await world.database.client.feedChange.findMany()).toEqual(changes);
    expect(await world.log.head()).toMatchObject({ epoch });
  });
});

describe('beside writers', () => {
  it('nothing is lost or doubled, and nothing fails, whatever is written when', async () => {
    const seed = announceSeed('the rebuild beside writers');
    await act(10, seed);
    await damage();
    await using all = new Client(world, { kind: 'global' });
    await using some = new Client(world, { kind: 'curator', curatorId: bob.value });
    const written = new AbortController();
    const rebuilding = (async () => {
      let rebuilds = 0;
      for (; !written.signal.aborted || rebuilds === 0; rebuilds += 1) await world.rebuild({ batch: 10 });
      return rebuilds;
    })();
    await act(50, seed + 100);
    written.abort();
    expect(await rebuilding).toBeGreaterThan(0);
    expect(await world.activities()).toEqual(await world.activitiesOfEvents());
    await eventually(async () => {
      for (const client of [all, some]) expect(client.shown).toEqual(await client.standing());
    });
    expect(all.resyncs).toBeGreaterThan(0);
    await act(5, seed + 200);
    await eventually(async () => {
      for (const client of [all, some]) expect(client.shown).toEqual(await client.standing());
    });
    expect(await world.activities()).toEqual(await world.activitiesOfEvents());
  });

  it('waits for an event that was numbered early and is committed late', async () => {
    const [early, late] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { client } = world.database;
    const slow = client.$transaction(
      async (transaction) => {
        await transaction.$executeRaw`
          WITH numbered AS (
            INSERT INTO domain_events (id, type, version, aggregate_type, aggregate_id, correlation_id, payload, occurred_at)
            VALUES (gen_random_uuid(), 'CardAddedToLibrary', 1, 'Card', '1', gen_random_uuid(),
              jsonb_build_object('cardId', gen_random_uuid(), 'curatorId', ${ada.value}::text, 'cardType', 'NOTE', 'url', NULL, 'title', NULL), now())
            RETURNING id, seq, payload, occurred_at
          )
          INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, created_at)
          SELECT id, seq, 'CARD_ADDED_TO_LIBRARY', payload->>'curatorId', (payload->>'cardId')::uuid, occurred_at FROM numbered`;
        early.resolve();
        await late.promise;
      },
      { timeout: 20_000 },
    );
    await early.promise;
    await save(bob);
    const rebuilding = world.rebuild();
    await eventually(() => isWaitedFor('domain_events'));
    late.resolve();
    await slow;
    await rebuilding;
    expect(await world.activities()).toHaveLength(2);
    expect(await world.activities()).toEqual(await world.activitiesOfEvents());
  });

  it('takes along what is written at the last moment, before it has the table for itself', async () => {
    const written = [await save(ada)];
    const readers = Promise.withResolvers<void>();
    const reading = world.database.client.$transaction(
      async (transaction) => {
        await transaction.feedActivity.findMany();
        await readers.promise;
      },
      { timeout: 20_000 },
    );
    const rebuilding = world.rebuild();
    await eventually(() => isWaitedFor('feed_activities'));
    written.push(await save(bob));
    readers.resolve();
    await reading;
    await rebuilding;
    expect((await world.activities()).map(({ id }) => id)).toEqual(written);
  });
});

/** By somebody who wants it for itself. */
async function isWaitedFor(table: string): Promise<boolean> {
  const [row] = await world.database.client.$queryRaw<{ waiting: bigint }[]>`
    SELECT count(*) AS waiting FROM pg_locks WHERE relation = ${table}::regclass AND NOT granted`;
  return Number(row?.waiting) > 0;
}

describe('subscribers of a feed that is rebuilt', () => {
  it.each([
    { kind: 'global' } as const,
    { kind: 'curator', curatorId: bob.value } as const,
    { kind: 'following', viewerId: ada.value } as const,
  ])('$kind: are told to begin anew, and so is who comes with a cursor of before', async (feed) => {
    await world.useCases.follow.execute({ followerId: ada, target: curatorTarget(bob) });
    const before = await world.liveFeed.liveCursor();
    const running = world.liveFeed.subscribe(feed, before);
    const next = running.next();
    const saved = await save(bob);
    expect((await next).value).toMatchObject({ activityId: saved });
    const [told] = await Promise.allSettled([running.next(), world.rebuild()]);
    expect(told).toMatchObject({ status: 'rejected', reason: { code: 'RESYNC_REQUIRED' } });
    await expect(world.liveFeed.subscribe(feed, before).next()).rejects.toMatchObject({ code: 'RESYNC_REQUIRED' });

    const resynced = world.liveFeed.subscribe(feed, await world.liveFeed.liveCursor());
    const savedLater = await save(bob);
    expect((await resynced.next()).value).toMatchObject({ activityId: savedLater });
    await resynced.return();
  });

  it('are served by whom they followed at each position of the new history, live and again', async () => {
    const follow = (curatorId: CuratorId) =>
      world.useCases.follow.execute({ followerId: ada, target: curatorTarget(curatorId) });
    const unfollow = (curatorId: CuratorId) =>
      world.useCases.unfollow.execute({ followerId: ada, target: curatorTarget(curatorId) });
    await follow(bob);
    await unfollow(bob);
    await follow(bob);
    await follow(eve);
    await unfollow(eve);
    await world.rebuild();
    const { epoch, head } = await world.log.head();
    const from = encodeLiveCursor({ log: 'feeds', epoch, position: head });
    const feed = { kind: 'following', viewerId: ada.value } as const;
    const live = world.liveFeed.subscribe(feed, from);
    await live.started;
    const expected = [await save(bob)];
    await save(eve);
    await unfollow(bob);
    await follow(eve);
    await save(bob);
    expected.push(await save(eve));
    await unfollow(eve);
    await save(eve);
    await follow(bob);
    expected.push(await save(bob));
    for (const activityId of expected) expect((await live.next()).value).toMatchObject({ activityId });
    const again = world.liveFeed.subscribe(feed, from);
    for (const activityId of expected) expect((await again.next()).value).toMatchObject({ activityId });
    await live.return();
    await again.return();
  });
});
