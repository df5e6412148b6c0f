import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Follow } from '../../support/client.operations.ts';
import { eventually } from '../../support/eventually.ts';
import { didOf } from '../collections/collectionsApp.ts';
import * as operations from './people.operations.ts';
import { type PeopleApp, peopleApp } from './peopleApp.ts';

let app: PeopleApp;
beforeAll(async () => {
  app = await peopleApp();
  for (const name of ['ada', 'bob', 'eve', 'kim', 'sam']) await app.as(name);
});
afterAll(() => app[Symbol.asyncDispose]());

const all = { global: true };
const following = { following: true };
/** Two at once do not meet each time. */
const rounds = [1, 2, 3];

/** Somebody who follows Ada and a collection of Kim's to which both add. */
async function reader(name: string): Promise<string> {
  await app.as(name);
  const collectionId = await app.create('kim', { access: 'OPEN' });
  await app.follow(name, { curatorId: didOf('ada') });
  await app.follow(name, { collectionId });
  return collectionId;
}

const finds = async (name: string, id: string): Promise<boolean> => {
  const { node, nodes } = await (await app.as(name)).send(operations.ActivityNode, { id });
  expect(nodes[0]?.id).toBe(node?.id);
  return node?.id === id;
};

describe('a curator who is muted', () => {
  it('is in no feed of the muter, of the past and live, and is again when muted no longer; others see no difference', async () => {
    const collectionId = await reader('mia');
    const feeds = [all, following, { curatorId: didOf('ada') }, { collectionId }];
    const before = await app.collect('ada', collectionId);
    for (const feed of feeds) expect(await app.activities('mia', feed)).toContain(before);
    const lives = await Promise.all(feeds.map((feed) => app.listen('mia', feed)));
    const stranger = await app.listen('eve', all);

    expect(await app.mute('mia', { curatorId: didOf('ada') })).toEqual({
      __typename: 'MutePayload',
      curator: { did: didOf('ada'), viewerMutes: true },
      collection: null,
    });
    for (const feed of feeds) expect(await app.activities('mia', feed)).not.toContain(before);
    const muted = await app.collect('ada', collectionId);
    expect(await app.unmute('mia', { curatorId: didOf('ada') })).toMatchObject({ curator: { viewerMutes: false } });
    const after = await app.collect('ada', collectionId);
    for (const live of lives) {
      await live.heard(after);
      expect(live.events).not.toContain(`+${muted}`);
    }
    await stranger.heard(after);
    expect(stranger.events).toContain(`+${muted}`);
    for (const [index, feed] of feeds.entries()) {
      const again = await app.listen('mia', feed, lives[index]?.after);
      await again.heard(after);
      expect(again.events).toEqual(lives[index]?.events);
      const found = await app.activities('mia', feed);
      expect([after, muted, before].filter((activity) => found.includes(activity))).toHaveLength(3);
    }
    // A mute is about what comes by itself.
    await app.mute('mia', { curatorId: didOf('ada') });
    expect(await finds('mia', after)).toBe(true);
  });

  it('raises its events once, also of two at once, and is not oneself, nor unknown', async () => {
    const target = { curatorId: didOf('ada') };
    for (const _ of rounds) {
      const muted = await Promise.all([app.mute('moe', target), app.mute('moe', target)]);
      for (const answer of [...muted, await app.mute('moe', target)])
        expect(answer).toMatchObject({ curator: { viewerMutes: true } });
      const unmuted = await Promise.all([app.unmute('moe', target), app.unmute('moe', target)]);
      for (const answer of [...unmuted, await app.unmute('moe', target)])
        expect(answer).toMatchObject({ curator: { viewerMutes: false } });
    }
    expect(await app.eventsOf('moe')).toEqual(rounds.flatMap(() => ['CuratorMuted', 'CuratorUnmuted']));
    expect(await app.mute('moe', { curatorId: didOf('moe') })).toMatchObject({ code: 'CANNOT_MUTE_ONESELF' });
    for (const refused of [
      await app.mute('moe', { curatorId: didOf('nobody') }),
      await app.unmute('moe', { curatorId: didOf('nobody') }),
    ])
      expect(refused).toMatchObject({ code: 'CURATOR_NOT_FOUND', path: ['input', 'curatorId'] });
  });

  it('leaves the notifications of the muter, live, and is in them no more', async () => {
    await app.as('may');
    for (const name of ['ada', 'bob']) await app.follow(name, { curatorId: didOf('may') });
    await eventually(async () => expect((await app.notifications('may')).actors).toHaveLength(2));
    const received = (await app.as('may')).subscribe(operations.NotificationTold, {});
    await app.follow('kim', { curatorId: didOf('may') });
    await received.first(({ notificationChanged: { notification } }) => notification?.actorCount === 3);
    await app.mute('may', { curatorId: didOf('ada') });
    const left = await received.first(({ notificationChanged: { notification } }) => notification?.actorCount === 2);
    expect(left.notificationChanged).toMatchObject({ op: 'UPDATED', unreadCount: 1 });
    expect(await app.notifications('may')).toEqual({ actors: [didOf('kim'), didOf('bob')], unread: 1 });
    await app.unfollow('ada', { curatorId: didOf('may') });
    await app.follow('ada', { curatorId: didOf('may') });
    await app.follow('eve', { curatorId: didOf('may') });
    await eventually(async () => expect((await app.notifications('may')).actors[0]).toBe(didOf('eve')));
    expect(await app.notifications('may')).toEqual({ actors: ['eve', 'kim', 'bob'].map(didOf), unread: 1 });
    received[Symbol.dispose]();
  });
});

describe('a collection that is muted', () => {
  it('has nothing that is done in it in any feed of the muter', async () => {
    const collectionId = await reader('meg');
    const feeds = [all, following, { curatorId: didOf('ada') }, { collectionId }];
    const lives = await Promise.all(feeds.map((feed) => app.listen('meg', feed)));
    expect(await app.mute('meg', { collectionId })).toMatchObject({
      collection: { id: collectionId, viewerMutes: true },
    });
    const muted = await app.collect('ada', collectionId);
    for (const feed of feeds) expect(await app.activities('meg', feed)).not.toContain(muted);
    const elsewhere = await app.save('ada');
    for (const live of lives.slice(0, 3)) {
      await live.heard(elsewhere);
      expect(live.events.filter((event) => event.endsWith(muted))).toEqual([]);
    }
    await app.unmute('meg', { collectionId });
    const shown = await app.collect('ada', collectionId);
    for (const live of lives) await live.heard(shown);
    expect(lives[3]?.events).toEqual([`+${shown}`]);
  });

  it('is one that the muter sees', async () => {
    const collectionId = await app.create('ada', { visibility: 'PRIVATE' });
    for (const refused of [await app.mute('meg', { collectionId }), await app.unmute('meg', { collectionId })])
      expect(refused).toMatchObject({ code: 'COLLECTION_NOT_FOUND', path: ['input', 'collectionId'] });
  });
});

describe('a block', () => {
  it('hides both from each other, ends what they follow of each other, and refuses it from then on', async () => {
    await Promise.all(['ben', 'bea'].map((name) => app.as(name)));
    const theirs = await app.create('bea', { access: 'OPEN' });
    await app.follow('ben', { curatorId: didOf('bea') });
    await app.follow('ben', { collectionId: theirs });
    await app.follow('bea', { curatorId: didOf('ben') });
    const [bens, beas] = [await app.save('ben'), await app.save('bea')];
    const lives = [await app.listen('ben', all), await app.listen('bea', all)];
    await eventually(async () => expect((await app.notifications('ben')).actors).toContain(didOf('bea')));

    expect(await app.block('bea', 'ben')).toEqual({
      __typename: 'BlockPayload',
      curator: { did: didOf('ben'), viewerBlocks: true, viewerFollows: false },
    });
    expect((await app.eventsOf('bea')).slice(-4)).toEqual([
      'CuratorBlocked',
      'CuratorUnfollowed',
      'CuratorUnfollowed',
      'CuratorUnfollowed',
    ]);
    for (const [name, hidden, other] of [
      ['ben', beas, 'bea'],
      ['bea', bens, 'ben'],
    ] as const) {
      for (const feed of [all, following, { curatorId: didOf(other) }])
        expect(await app.activities(name, feed)).not.toContain(hidden);
      expect(await finds(name, hidden)).toBe(false);
      await eventually(async () => expect((await app.notifications(name)).actors).not.toContain(didOf(other)));
    }
    expect(await finds('eve', beas)).toBe(true);

    const blocked = { code: 'BLOCKED' };
    expect(await app.follow('ben', { curatorId: didOf('bea') })).toMatchObject(blocked);
    expect(await app.follow('bea', { curatorId: didOf('ben') })).toMatchObject(blocked);
    expect(await app.follow('ben', { collectionId: theirs })).toMatchObject(blocked);
    const bensOwn = await app.create('ben');
    expect(await app.addCollaborator('ben', bensOwn, 'bea')).toBe('BLOCKED');
    expect(await app.addCard('ben', theirs, await app.saveCard('sam'))).toBe('BLOCKED');

    const [hiddenFromBea, hiddenFromBen] = [await app.save('ben'), await app.save('bea')];
    const fence = await app.save('ada');
    for (const live of lives) await live.heard(fence);
    const [ben, bea] = lives.map(({ events }) => events);
    expect(ben).not.toContain(`+${hiddenFromBen}`);
    expect(bea).not.toContain(`+${hiddenFromBea}`);
    expect(ben).toContain(`+${hiddenFromBea}`);
  });

  it('holds as long as one of the two keeps it', async () => {
    await Promise.all(['bo', 'di'].map((name) => app.as(name)));
    await app.block('bo', 'di');
    await app.block('di', 'bo');
    await app.unblock('bo', 'di');
    expect(await app.follow('bo', { curatorId: didOf('di') })).toMatchObject({ code: 'BLOCKED' });
    const live = await app.listen('bo', all);
    const hidden = await app.save('di');
    expect(await app.activities('bo', { curatorId: didOf('di') })).toEqual([]);
    expect(await app.unblock('di', 'bo')).toMatchObject({ curator: { viewerBlocks: false } });
    const shown = await app.save('di');
    await live.heard(shown);
    expect(live.events).not.toContain(`+${hidden}`);
    expect(await app.activities('bo', { curatorId: didOf('di') })).toEqual([shown, hidden]);
    expect(await app.follow('bo', { curatorId: didOf('di') })).toMatchObject({ __typename: 'FollowPayload' });
  });

  it('raises its events once, also of two at once, and is not of oneself, nor of somebody unknown', async () => {
    for (const _ of rounds) {
      const blocked = await Promise.all([app.block('bim', 'ada'), app.block('bim', 'ada')]);
      for (const answer of [...blocked, await app.block('bim', 'ada')])
        expect(answer).toMatchObject({ curator: { viewerBlocks: true } });
      const unblocked = await Promise.all([app.unblock('bim', 'ada'), app.unblock('bim', 'ada')]);
      for (const answer of [...unblocked, await app.unblock('bim', 'ada')])
        expect(answer).toMatchObject({ curator: { viewerBlocks: false } });
    }
    expect(await app.eventsOf('bim')).toEqual(rounds.flatMap(() => ['CuratorBlocked', 'CuratorUnblocked']));
    expect(await app.block('bim', 'bim')).toMatchObject({ code: 'CANNOT_BLOCK_ONESELF', path: ['input', 'curatorId'] });
    for (const refused of [await app.block('bim', 'nobody'), await app.unblock('bim', 'nobody')])
      expect(refused).toMatchObject({ code: 'CURATOR_NOT_FOUND' });
  });

  it('leaves no follow behind, whichever of the two comes first', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [one, other] = [`one${round}`, `other${round}`];
      const [first] = [await app.as(one), await app.as(other)];
      const [answer] = await Promise.all([first.send(Follow, { curatorId: didOf(other) }), app.block(other, one)]);
      expect(['FollowPayload', 'BlockedError']).toContain(answer.follow.__typename);
      const { curator } = await first.send(operations.TiesTo, { id: didOf(other) });
      expect(curator).toMatchObject({ viewerFollows: false });
    }
  });
});
