import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UpdateProfileInput } from '../../../src/generated/graphql/graphql.ts';
import { didOf } from '../collections/collectionsApp.ts';
import { type PeopleApp, peopleApp } from './peopleApp.ts';
import * as operations from './profile.operations.ts';

let app: PeopleApp;
beforeAll(async () => {
  app = await peopleApp();
  for (const name of ['ada', 'bob', 'eve', 'kim', 'sam']) await app.as(name);
});
afterAll(() => app[Symbol.asyncDispose]());

const profile = async (viewer: string, name: string) =>
  (await (await app.as(viewer)).send(operations.Profile, { id: didOf(name) })).curator;

const change = async (name: string, input: UpdateProfileInput) =>
  (await (await app.as(name)).send(operations.ChangeProfile, { input })).updateProfile;

describe('a profile', () => {
  it('counts what there is, collections as far as the viewer finds them', async () => {
    expect(await profile('ada', 'ada')).toMatchObject({
      followerCount: 0,
      followingCount: 0,
      cardCount: 0,
      collectionCount: 0,
    });
    for (const name of ['bob', 'eve']) await app.follow(name, { curatorId: didOf('ada') });
    await app.follow('ada', { curatorId: didOf('kim') });
    for (const _ of [1, 2, 3]) await app.saveCard('ada');
    await app.create('ada');
    const shared = await app.create('ada', { visibility: 'PRIVATE' });
    await app.create('ada', { visibility: 'UNLISTED' });
    await app.addCollaborator('ada', shared, 'bob');
    const counts = { followerCount: 2, followingCount: 1, cardCount: 3 };
    expect(await profile('ada', 'ada')).toMatchObject({ ...counts, collectionCount: 3 });
    expect(await profile('bob', 'ada')).toMatchObject({ ...counts, collectionCount: 2 });
    expect(await profile('eve', 'ada')).toMatchObject({ ...counts, collectionCount: 1 });
    await app.unfollow('eve', { curatorId: didOf('ada') });
    expect(await profile('eve', 'ada')).toMatchObject({ followerCount: 1 });
  });

  it('says what the viewer has to do with the curator', async () => {
    await app.follow('kim', { curatorId: didOf('bob') });
    await app.mute('kim', { curatorId: didOf('bob') });
    expect(await profile('kim', 'bob')).toMatchObject({ viewerFollows: true, viewerMutes: true, viewerBlocks: false });
    await app.block('kim', 'bob');
    expect(await profile('kim', 'bob')).toMatchObject({ viewerFollows: false, viewerMutes: true, viewerBlocks: true });
    const others = { viewerFollows: false, viewerMutes: false, viewerBlocks: false };
    expect(await profile('bob', 'kim')).toMatchObject(others);
    expect(await profile('eve', 'bob')).toMatchObject(others);
  });

  it('has its followers and those followed in pages that join, the last first', async () => {
    const names = Array.from({ length: 5 }, (_, nth) => `fan${nth}`);
    await app.as('star');
    for (const name of names) {
      await app.follow(name, { curatorId: didOf('star') });
      await app.follow('star', { curatorId: didOf(name) });
    }
    const [followers, following]: [string[], string[]] = [[], []];
    let cursors: { followersAfter?: string | null; followingAfter?: string | null } = {};
    for (const size of [2, 2, 1]) {
      const { curator } = await (await app.as('eve')).send(operations.Follows, {
        id: didOf('star'),
        first: 2,
        ...cursors,
      });
      if (!curator) throw new Error('the star is known');
      followers.push(...curator.followers.nodes.map(({ did }) => did));
      following.push(...curator.following.edges.map(({ node }) => node.did));
      cursors = {
        followersAfter: curator.followers.pageInfo.endCursor,
        followingAfter: curator.following.pageInfo.endCursor,
      };
      const hasNextPage = size === 2;
      expect(curator).toMatchObject({
        followers: { pageInfo: { hasNextPage } },
        following: { pageInfo: { hasNextPage } },
      });
    }
    expect(followers).toEqual(names.map(didOf).toReversed());
    expect(following).toEqual(followers);
    const foreign = { id: didOf('star'), followersAfter: cursors.followingAfter };
    await expect((await app.as('eve')).send(operations.Follows, foreign)).rejects.toThrow('not a cursor of this list');
  });

  it('is shown in subscriptions as it is for each viewer', async () => {
    await app.follow('ivy', { curatorId: didOf('sam') });
    await app.mute('joe', { curatorId: didOf('eve') });
    await app.create('sam', { visibility: 'PRIVATE' });
    const { liveCursor: after } = await app.page('ivy', { global: true });
    const told = await Promise.all(
      ['ivy', 'joe', 'sam'].map(async (name) =>
        (await app.as(name)).subscribe(operations.ActorsTold, { feed: { curatorId: didOf('sam') }, after }),
      ),
    );
    await app.saveCard('sam');
    const [ivy, joe, sam] = await Promise.all(told.map((received) => received.first(() => true)));
    const actor = { did: didOf('sam'), viewerMutes: false, followerCount: 1 };
    expect(ivy).toMatchObject({
      feedChanged: { item: { actor: { ...actor, viewerFollows: true, collectionCount: 0 } } },
    });
    expect(joe).toMatchObject({
      feedChanged: { item: { actor: { ...actor, viewerFollows: false, collectionCount: 0 } } },
    });
    expect(sam).toMatchObject({
      feedChanged: { item: { actor: { ...actor, viewerFollows: false, collectionCount: 1 } } },
    });
    for (const received of told) received[Symbol.dispose]();
  });
});

describe('what a curator says of themselves', () => {
  const unsaid = { handle: null, displayName: null, description: null, avatarUrl: null };

  it('is nothing at first sight, then what others read, and can be emptied again field by field', async () => {
    await app.as('lia');
    expect(await profile('eve', 'lia')).toMatchObject(unsaid);
    const said = {
      handle: 'lia.reads',
      displayName: 'Lia',
      description: 'Reads.',
      avatarUrl: 'https://example.org/lia.png',
    };
    const changed = { __typename: 'UpdateProfilePayload', curator: { did: didOf('lia'), handle: 'lia.reads' } };
    expect(await change('lia', said)).toEqual(changed);
    expect(await profile('eve', 'lia')).toMatchObject(said);
    expect(await change('lia', { description: null })).toEqual(changed);
    expect(await profile('eve', 'lia')).toMatchObject({ ...said, description: null });
    await change('lia', { handle: null, displayName: null, avatarUrl: null });
    expect(await profile('eve', 'lia')).toMatchObject(unsaid);
  });
});

describe('a handle', () => {
  const taken = { __typename: 'HandleTakenError', code: 'HANDLE_TAKEN', path: ['input', 'handle'] };

  it('is of one curator, however it is written, who may choose it again', async () => {
    for (const handle of ['ada', 'Ada'])
      expect(await change('ada', { handle })).toMatchObject({ curator: { did: didOf('ada'), handle: 'ada' } });
    expect(await change('bob', { handle: 'ADA', displayName: 'Bob' })).toEqual(taken);
    expect(await profile('eve', 'bob')).toMatchObject({ handle: null, displayName: null });
  });

  it('is of one of two who choose it at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const names = [`rita${round}`, `rosa${round}`];
      await Promise.all(names.map((name) => app.as(name)));
      const handle = `reader${round}`;
      const answers = await Promise.all(names.map((name) => change(name, { handle })));
      expect(answers.filter(({ __typename }) => __typename === 'UpdateProfilePayload')).toHaveLength(1);
      expect(answers).toContainEqual(taken);
      const holders = await Promise.all(names.map((name) => profile('eve', name)));
      expect(holders.flatMap((holder) => holder?.handle ?? [])).toEqual([handle]);
    }
  });
});
