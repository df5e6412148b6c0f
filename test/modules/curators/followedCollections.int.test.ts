import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PeopleApp, peopleApp } from './peopleApp.ts';

const following = { following: true };

let app: PeopleApp;
beforeAll(async () => {
  app = await peopleApp();
  for (const name of ['ada', 'bob', 'eve', 'kim', 'sam']) await app.as(name);
});
afterAll(() => app[Symbol.asyncDispose]());

describe('a collection that is followed', () => {
  it('brings what was and is done in it to the FOLLOWING feed, live as well, until it is followed no longer', async () => {
    const id = await app.create('ada', { access: 'OPEN' });
    const other = await app.create('ada');
    const before = await app.collect('bob', id);
    await app.collect('ada', other);
    expect(await app.follow('eve', { collectionId: id })).toEqual({
      __typename: 'FollowPayload',
      curator: null,
      collection: { id },
    });
    expect(await app.activities('eve', following)).toEqual([before]);

    const live = await app.listen('eve', following);
    const [bobs, adas] = [await app.collect('bob', id), await app.collect('ada', id)];
    await live.heard(adas);
    expect(live.events).toEqual([`+${bobs}`, `+${adas}`]);
    expect(await app.activities('eve', following)).toEqual([adas, bobs, before]);

    // Bob's doings in it are the same activity by two ways.
    await app.follow('eve', { curatorId: 'did:plc:bob' });
    const both = await app.collect('bob', id);
    await live.heard(both);
    expect((await app.activities('eve', following)).filter((activity) => activity === both)).toHaveLength(1);
    await app.unfollow('eve', { curatorId: 'did:plc:bob' });

    expect(await app.unfollow('eve', { collectionId: id })).toMatchObject({ collection: { id } });
    await app.collect('ada', id);
    await app.follow('eve', { collectionId: other });
    const last = await app.collect('ada', other);
    await live.heard(last);
    expect(live.events).toEqual([`+${bobs}`, `+${adas}`, `+${both}`, `+${last}`]);
    const again = await app.listen('eve', following, live.after);
    await again.heard(last);
    expect(again.events).toEqual(live.events);
    expect(await app.activities('eve', following)).toEqual([last, expect.any(String)]);
  });

  it('is followed once', async () => {
    const collectionId = await app.create('ada');
    for (const answer of [
      await app.follow('kim', { collectionId }),
      await app.follow('kim', { collectionId }),
      ...(await Promise.all([1, 2, 3].map(() => app.follow('kim', { collectionId })))),
    ])
      expect(answer).toMatchObject({ collection: { id: collectionId } });
    expect(await app.eventsOf('kim')).toEqual(['CuratorFollowed']);
    for (const answer of [await app.unfollow('kim', { collectionId }), await app.unfollow('kim', { collectionId })])
      expect(answer).toMatchObject({ collection: { id: collectionId } });
    expect(await app.eventsOf('kim')).toEqual(['CuratorFollowed', 'CuratorUnfollowed']);
  });

  it('is refused when it is private to others, and goes when it turns private, and comes back', async () => {
    const collectionId = await app.create('ada', { visibility: 'PRIVATE' });
    const refused = { code: 'COLLECTION_NOT_FOUND', path: ['input', 'collectionId'] };
    expect(await app.follow('eve', { collectionId })).toMatchObject(refused);
    expect(await app.unfollow('eve', { collectionId })).toMatchObject(refused);
    expect(await app.follow('eve', { curatorId: 'did:plc:eve' })).toMatchObject({ code: 'CANNOT_FOLLOW_ONESELF' });
    await app.update('ada', collectionId, { visibility: 'PUBLIC' });
    await app.follow('eve', { collectionId });
    const live = await app.listen('eve', following);
    const shown = await app.collect('ada', collectionId);
    await app.addCollaborator('ada', collectionId, 'bob');
    await app.follow('bob', { collectionId });
    await app.update('ada', collectionId, { visibility: 'PRIVATE' });
    const hidden = await app.collect('ada', collectionId);
    expect(await app.activities('eve', following)).not.toContain(shown);
    expect((await app.activities('bob', following)).slice(0, 2)).toEqual([hidden, shown]);
    await app.update('ada', collectionId, { visibility: 'PUBLIC' });
    await live.heard(hidden);
    expect(live.events).toEqual([`+${shown}`, `-${shown}`, `+${shown}`, `+${hidden}`]);
    await app.delete('ada', collectionId);
    expect(await app.activities('eve', following)).not.toContain(shown);
    expect(await app.unfollow('eve', { collectionId })).toMatchObject({
      __typename: 'UnfollowPayload',
      collection: null,
    });
  });

  it('is found in pages that join without a gap, each activity once', async () => {
    const [hers, his] = [await app.create('ada'), await app.create('bob')];
    const expected: string[] = [];
    for (const name of ['ada', 'bob', 'ada', 'bob', 'ada'])
      expected.unshift(await app.collect(name, name === 'ada' ? hers : his));
    for (const input of [{ collectionId: hers }, { collectionId: his }, { curatorId: 'did:plc:bob' }])
      await app.follow('ivy', input);
    const found: string[] = [];
    for (let after: string | null = null; found.length < expected.length; ) {
      const page = await app.page('ivy', following, { first: 2, after });
      found.push(...page.nodes.map(({ id }) => id));
      after = page.pageInfo.endCursor;
    }
    expect(found.slice(0, expected.length)).toEqual(expected);
  });
});
