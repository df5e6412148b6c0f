import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CollectionsApp, collectionsApp, didOf } from '../collections/collectionsApp.ts';
import { FollowTarget } from '../curators/people.operations.ts';
import * as operations from './notifications.operations.ts';

let app: CollectionsApp;
beforeAll(async () => {
  app = await collectionsApp();
  // A recipient is to be known before.
  for (const name of ['gus', 'hal', 'ivy']) await app.as(name);
});
afterAll(() => app[Symbol.asyncDispose]());

const follow = async (name: string, whom: string) =>
  (await app.as(name)).send(operations.FollowCurator, { curatorId: didOf(whom) });
const unfollow = async (name: string, whom: string) =>
  (await app.as(name)).send(operations.UnfollowCurator, { curatorId: didOf(whom) });

/** Has somebody look at their notifications, from what there is now on. */
async function look(name: string) {
  const client = await app.as(name);
  const { notifications } = await client.send(operations.Groups, {});
  const received = client.subscribe(operations.GroupChanged, { after: notifications.liveCursor });
  return {
    /** The nth change they are told of, from 0. */
    async nth(n: number) {
      await received.first(() => received.events.length > n);
      return received.events[n]?.notificationChanged;
    },
    [Symbol.dispose]: () => received[Symbol.dispose](),
  };
}

it('a group grows, is seen, shrinks and goes while its recipient looks, with the count of the unread', async () => {
  const gus = await app.as('gus');
  using told = await look('gus');

  await follow('hal', 'gus');
  const added = await told.nth(0);
  expect(added).toMatchObject({ op: 'ADDED', unreadCount: 1, notification: { kind: 'FOLLOWED_YOU', actorCount: 1 } });
  const id = added?.notification?.id ?? '';

  await follow('ivy', 'gus');
  expect(await told.nth(1)).toMatchObject({
    op: 'UPDATED',
    unreadCount: 1,
    notification: {
      id,
      actorCount: 2,
      actor: { did: didOf('ivy') },
      actors: { nodes: [{ did: didOf('ivy') }, { did: didOf('hal') }] },
    },
  });

  const { markNotificationsSeen } = await gus.send(operations.MarkSeen, { notificationIds: [id] });
  expect(markNotificationsSeen).toMatchObject({ unreadCount: 1, unseenCount: 0 });
  expect(await told.nth(2)).toMatchObject({ op: 'UPDATED', notification: { id, seenAt: expect.any(String) } });

  await unfollow('ivy', 'gus');
  expect(await told.nth(3)).toMatchObject({ op: 'UPDATED', unreadCount: 1, notification: { id, actorCount: 1 } });
  await unfollow('hal', 'gus');
  expect(await told.nth(4)).toMatchObject({ op: 'REMOVED', unreadCount: 0, notificationId: id, notification: null });
});

it('all is read up to where it was shown, and what joined since stays unread', async () => {
  const gus = await app.as('gus');
  const groups = () => gus.send(operations.Groups, {});
  await follow('hal', 'gus');
  await expect.poll(async () => (await groups()).notifications.nodes.length).toBe(1);
  const upTo = (await groups()).notifications.edges[0]?.cursor;
  await follow('ivy', 'gus');
  await expect.poll(async () => (await groups()).notifications.nodes[0]?.actorCount).toBe(2);
  expect((await gus.send(operations.MarkAllRead, { upTo })).markAllNotificationsRead).toMatchObject({ unreadCount: 1 });
  expect((await gus.send(operations.MarkAllRead, {})).markAllNotificationsRead).toMatchObject({ unreadCount: 0 });
});

it('a cursor that was tampered with marks nothing', async () => {
  const ivy = await app.as('ivy');
  await follow('hal', 'ivy');
  await expect.poll(async () => (await ivy.send(operations.Groups, {})).unreadNotificationCount).toBe(1);
  const { notifications } = await ivy.send(operations.Groups, {});
  const [list, owner, seq, changeId] = Buffer.from(notifications.edges[0]?.cursor ?? '', 'base64url')
    .toString()
    .split(':');
  expect(changeId).toMatch(/^[1-9]/);
  const upTo = (...parts: unknown[]) => Buffer.from(parts.join(':')).toString('base64url');
  for (const forged of [
    upTo(list, owner, seq),
    upTo(list, owner, seq, 'x'),
    upTo(list, owner, seq, 0),
    upTo(list, owner, seq, changeId, changeId),
    upTo(list, encodeURIComponent('did:plc:hal'), seq, changeId),
  ]) {
    expect((await ivy.send(operations.MarkAllRead, { upTo: forged })).markAllNotificationsRead).toMatchObject({
      __typename: 'InvalidCursorError',
    });
  }
  expect((await ivy.send(operations.Groups, {})).unreadNotificationCount).toBe(1);
  expect((await ivy.send(operations.MarkAllRead, {})).markAllNotificationsRead).toMatchObject({ unreadCount: 0 });
});

it('a kind that is turned off makes nothing, through the API', async () => {
  const hal = await app.as('hal');
  const off = { kind: 'FOLLOWED_YOU', enabled: false } as const;
  const { setNotificationPreference } = await hal.send(operations.SetPreference, off);
  expect(setNotificationPreference).toMatchObject({ preference: off });
  await follow('gus', 'hal');
  await follow('gus', 'ivy');
  const ivy = await app.as('ivy');
  await expect.poll(async () => (await ivy.send(operations.Groups, {})).unreadNotificationCount).toBe(1);
  // Told in the order of its handler, so what was before it would be there.
  expect((await hal.send(operations.Groups, {})).notifications.nodes).toEqual([]);
});

it('what was done in a collection goes while its follower looks, once the collection is private', async () => {
  using told = await look('kit');

  await follow('gus', 'kit');
  expect(await told.nth(0)).toMatchObject({ op: 'ADDED', unreadCount: 1 });
  const collectionId = await app.create('gus');
  await (await app.as('kit')).send(FollowTarget, { input: { collectionId } });
  await app.addCard('gus', collectionId, await app.saveCard('hal'));
  const added = await told.nth(1);
  expect(added).toMatchObject({
    op: 'ADDED',
    unreadCount: 2,
    notification: { kind: 'FOLLOWED_COLLECTION_ADDED', actor: { did: didOf('gus') } },
  });
  await app.update('gus', collectionId, { visibility: 'PRIVATE' });
  expect(await told.nth(2)).toEqual({
    op: 'REMOVED',
    unreadCount: 1,
    notificationId: added?.notification?.id,
    notification: null,
  });
});
