import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { FeedInput } from '../../../src/generated/graphql/graphql.ts';
import { encodeGlobalId } from '../../../src/graphql/globalIds.ts';
import { Follow } from '../../support/client.operations.ts';
import { eventually } from '../../support/eventually.ts';
import * as operations from './collections.operations.ts';
import { type CollectionsApp, collectionsApp, didOf } from './collectionsApp.ts';

let app: CollectionsApp;
let opened: AsyncDisposableStack;
beforeEach(async () => {
  opened = new AsyncDisposableStack();
  app = opened.use(await collectionsApp());
  for (const name of ['ada', 'bob', 'eve']) await app.as(name);
});
afterEach(() => opened.disposeAsync());

const feedsOf = (collectionId: string): Record<string, FeedInput> => ({
  global: { global: true },
  curator: { curatorId: didOf('ada') },
  following: { following: true },
  collection: { collectionId },
});

async function pageOf(name: string, feed: FeedInput) {
  return (await (await app.as(name)).send(operations.CollectionActivities, { feed })).feed;
}

/** The feeds in which this curator finds a card, by name. */
async function feedsWith(name: string, collectionId: string, cardId: string): Promise<string> {
  const found: string[] = [];
  for (const [feed, input] of Object.entries(feedsOf(collectionId))) {
    const { nodes } = await pageOf(name, input);
    if (nodes.some(({ kind, card }) => kind === 'CARD_ADDED_TO_COLLECTION' && card?.id === cardId)) found.push(feed);
  }
  return found.join(' ');
}

/** What a curator is told of a feed from now on, or from a cursor on. `events` are those of collections, as `+` or `-` and the activity's id. */
async function listen(name: string, feed: FeedInput, after?: string) {
  const client = await app.as(name);
  const from = after ?? (await pageOf(name, feed)).liveCursor;
  const received = opened.use(client.subscribe(operations.CollectionActivityChanged, { feed, after: from }));
  return {
    from,
    get events(): readonly string[] {
      return received.events.flatMap(({ feedChanged: change }) => {
        if (change.__typename === 'FeedItemRemoved') return `-${change.activityId}`;
        if (change.__typename === 'FeedItemUpdated') return `~${change.item.id}`;
        return change.item.kind === 'CARD_ADDED_TO_COLLECTION' ? `+${change.item.id}` : [];
      });
    },
    /** The collections as the items show them. */
    get collections() {
      return received.events.flatMap(({ feedChanged: change }) =>
        change.__typename === 'FeedItemAdded' && change.item.kind === 'CARD_ADDED_TO_COLLECTION'
          ? [change.item.collection?.name]
          : [],
      );
    },
    /** Resolves when it was told of this card's saving: of all that was committed before, it was told already. */
    saved: (cardId: string) =>
      received.first(
        ({ feedChanged: change }) => change.__typename === 'FeedItemAdded' && change.item.card?.id === cardId,
      ),
  };
}

async function activityOf(name: string, collectionId: string, cardId: string): Promise<string> {
  const { nodes } = await pageOf(name, { collectionId });
  const activity = nodes.find(({ card }) => card?.id === cardId);
  if (!activity) throw new Error(`${name} does not find it`);
  return activity.id;
}

/** Bob collaborates on it with Ada; Eve is a stranger; both follow Ada, and Ada herself. */
async function sharedCollection(visibility: 'PUBLIC' | 'UNLISTED' | 'PRIVATE'): Promise<string> {
  for (const name of ['bob', 'eve']) await (await app.as(name)).send(Follow, { curatorId: didOf('ada') });
  const id = await app.create('ada', { visibility });
  await app.addCollaborator('ada', id, 'bob');
  return id;
}

describe('what is added to a collection', () => {
  it.each([
    [
      'PUBLIC',
      {
        ada: 'global curator collection',
        bob: 'global curator following collection',
        eve: 'global curator following collection',
      },
    ],
    ['UNLISTED', { ada: 'collection', bob: 'collection', eve: 'collection' }],
    ['PRIVATE', { ada: 'global curator collection', bob: 'global curator following collection', eve: '' }],
  ] as const)('%s: is in the feeds of those who see it', async (visibility, expected) => {
    const id = await sharedCollection(visibility);
    const card = await app.saveCard('ada');
    await app.addCard('ada', id, card);
    for (const [name, feeds] of Object.entries(expected))
      expect([name, await feedsWith(name, id, card)]).toEqual([name, feeds]);
    await app.removeCard('ada', id, card);
    for (const name of Object.keys(expected)) expect(await feedsWith(name, id, card)).toBe('');
  });

  it('says who added what to what', async () => {
    const id = await app.create('ada', { access: 'OPEN' });
    const card = await app.saveCard('ada');
    await app.addCard('bob', id, card);
    expect((await pageOf('eve', { global: true })).nodes[0]).toMatchObject({
      kind: 'CARD_ADDED_TO_COLLECTION',
      actor: { did: didOf('bob') },
      card: { id: card },
      collection: { id, name: 'Good things' },
    });
  });

  it('comes with the saving of an address, all of it or nothing, and again without harm', async () => {
    const [open, closed] = [await app.create('ada', { access: 'OPEN' }), await app.create('ada')];
    const bob = await app.as('bob');
    const save = async (...collectionIds: string[]) =>
      (await bob.send(operations.AddUrlToCollections, { url: 'https://example.org/new', collectionIds }))
        .addUrlToLibrary;
    expect(await save(open, closed)).toMatchObject({ code: 'COLLECTION_CLOSED', path: ['input', 'collectionIds'] });
    expect((await pageOf('bob', { curatorId: didOf('bob') })).nodes).toEqual([]);
    const saved = await save(open, open);
    expect(saved).toMatchObject({ card: { id: expect.any(String) } });
    expect(await save(open)).toEqual(saved);
    const { nodes } = await pageOf('bob', { curatorId: didOf('bob') });
    expect(nodes.map(({ kind }) => kind)).toEqual(['CARD_ADDED_TO_COLLECTION', 'CARD_ADDED_TO_LIBRARY']);
  });

  it('is found in pages that join without a gap, also among what others may not see', async () => {
    const [mine, hers] = [
      await app.create('bob', { visibility: 'PRIVATE' }),
      await app.create('ada', { visibility: 'PRIVATE' }),
    ];
    const cards: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const card = await app.saveCard('bob');
      await app.addCard('bob', mine, card);
      await app.addCard('ada', hers, card);
      cards.unshift(card, card);
    }
    const bob = await app.as('bob');
    const found: (string | undefined)[] = [];
    for (let after: string | null = null, page; ; after = page.pageInfo.endCursor) {
      const variables: { feed: FeedInput; first: number; after: string | null } = {
        feed: { global: true },
        first: 2,
        after,
      };
      page = (await bob.send(operations.CollectionActivities, variables)).feed;
      found.push(...page.nodes.map(({ card }) => card?.id));
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(found).toEqual(cards);
  });
});

describe('a collection that turns private', () => {
  it('takes back what was added, live, from those who lose sight of it, and from nobody else', async () => {
    const id = await sharedCollection('PUBLIC');
    const cards = [await app.saveCard('ada'), await app.saveCard('ada')];
    const adas = [await listen('ada', { global: true }), await listen('ada', { collectionId: id })];
    const bobs = [await listen('bob', { following: true }), await listen('bob', { curatorId: didOf('ada') })];
    const eves: Awaited<ReturnType<typeof listen>>[] = [];
    for (const feed of Object.values(feedsOf(id))) eves.push(await listen('eve', feed));
    for (const card of cards) await app.addCard('ada', id, card);
    const added: string[] = [];
    for (const card of cards) added.push(await activityOf('eve', id, card));
    expect(await app.update('ada', id, { visibility: 'PRIVATE' })).toBe('done');
    const hidden = await app.saveCard('ada');
    await app.addCard('ada', id, hidden);
    const hiddenActivity = await activityOf('ada', id, hidden);

    const last = await app.saveCard('ada');
    const [global, curator, following, own] = eves;
    for (const heard of [global, curator, following, ...adas.slice(0, 1), ...bobs]) await heard?.saved(last);
    const shown = added.map((activity) => `+${activity}`);
    const taken = added.map((activity) => `-${activity}`);
    for (const heard of [global, curator, following]) expect(heard?.events).toEqual([...shown, ...taken]);
    await eventually(() => expect(own?.events).toEqual([...shown, ...taken]));
    for (const heard of [adas[0], ...bobs]) expect(heard?.events).toEqual([...shown, `+${hiddenActivity}`]);
    await eventually(() => expect(adas[1]?.events).toEqual([...shown, `+${hiddenActivity}`]));
    expect(adas[0]?.collections).toEqual(['Good things', 'Good things', 'Good things']);
    for (const card of [...cards, hidden]) expect(await feedsWith('eve', id, card)).toBe('');

    // And comes back, all of it, when it is public again.
    await app.update('ada', id, { visibility: 'PUBLIC' });
    const back = [...added, hiddenActivity].map((activity) => `+${activity}`);
    await eventually(() => {
      for (const heard of eves) expect(heard.events).toEqual([...shown, ...taken, ...back]);
    });
    const fence = await app.saveCard('ada');
    await adas[0]?.saved(fence);
    expect(adas[0]?.events).toEqual([...shown, `+${hiddenActivity}`]);
  });

  it('shows nothing of before to a stranger who comes back with a cursor of before', async () => {
    const id = await sharedCollection('PUBLIC');
    const card = await app.saveCard('ada');
    const from = (await pageOf('eve', { global: true })).liveCursor;
    await app.addCard('ada', id, card);
    const activity = await activityOf('eve', id, card);
    await app.update('ada', id, { visibility: 'PRIVATE' });
    const last = await app.saveCard('ada');
    for (const feed of Object.values(feedsOf(id))) {
      const eve = await listen('eve', feed, from);
      await eventually(() => expect(eve.events).toEqual([`-${activity}`]));
    }
    const [eve, ada] = [await listen('eve', { global: true }, from), await listen('ada', { global: true }, from)];
    await eve.saved(last);
    await ada.saved(last);
    expect([eve.events, ada.events]).toEqual([[`-${activity}`], [`+${activity}`]]);
  });

  it('has its activities no longer found by their id', async () => {
    const id = await sharedCollection('PUBLIC');
    const card = await app.saveCard('ada');
    await app.addCard('ada', id, card);
    const activity = await activityOf('eve', id, card);
    const finds = async (name: string) => {
      const { node, nodes } = await (await app.as(name)).send(operations.ActivityById, { id: activity });
      return [node?.id, nodes[0]?.id];
    };
    expect(await finds('eve')).toEqual([activity, activity]);
    await app.update('ada', id, { visibility: 'PRIVATE' });
    expect(await finds('eve')).toEqual([undefined, undefined]);
    expect(await finds('bob')).toEqual([activity, activity]);
  });

  it('has an order with what is added at the same time: a stranger is left with nothing', async () => {
    const id = await app.create('ada', { access: 'OPEN' });
    await app.addCollaborator('ada', id, 'bob');
    const cards = await Promise.all(Array.from({ length: 8 }, () => app.saveCard('bob')));
    const eve = await listen('eve', { global: true });
    const adding = cards.map((card) => app.addCard('bob', id, card));
    const outcomes = await Promise.all([...adding, app.update('ada', id, { visibility: 'PRIVATE' })]);
    expect(new Set(outcomes)).toEqual(new Set(['done']));
    await eve.saved(await app.saveCard('ada'));
    const shown = new Set<string>();
    for (const event of eve.events) {
      if (event.startsWith('+')) shown.add(event.slice(1));
      else shown.delete(event.slice(1));
    }
    expect([...shown]).toEqual([]);
    expect((await pageOf('bob', { collectionId: id })).nodes).toHaveLength(cards.length);
    expect((await pageOf('eve', { collectionId: id })).nodes).toEqual([]);
  });
});

describe('a collection that turns unlisted', () => {
  it('is left in its own feed alone, for everybody', async () => {
    const id = await sharedCollection('PUBLIC');
    const card = await app.saveCard('ada');
    await app.addCard('ada', id, card);
    const activity = await activityOf('eve', id, card);
    const listeners = [await listen('ada', { global: true }), await listen('eve', { following: true })];
    const own = await listen('eve', { collectionId: id });
    await app.update('ada', id, { visibility: 'UNLISTED' });
    const last = await app.saveCard('ada');
    for (const heard of listeners) {
      await heard.saved(last);
      expect(heard.events).toEqual([`-${activity}`]);
    }
    const second = await app.saveCard('ada');
    await app.addCard('ada', id, second);
    await eventually(async () => expect(own.events).toEqual([`+${await activityOf('eve', id, second)}`]));
  });
});

describe('a collaborator of a private collection', () => {
  it('is shown what was added when they come, and not any more when they go', async () => {
    const id = await app.create('ada', { visibility: 'PRIVATE' });
    const card = await app.saveCard('ada');
    await app.addCard('ada', id, card);
    const activity = await activityOf('ada', id, card);
    const [bob, eve] = [await listen('bob', { global: true }), await listen('eve', { global: true })];
    await app.addCollaborator('ada', id, 'bob');
    await app.removeCollaborator('ada', id, 'bob');
    await app.addCard('ada', id, await app.saveCard('ada'));
    const last = await app.saveCard('ada');
    await bob.saved(last);
    await eve.saved(last);
    // Told of both at once, or of the second alone if it was no longer his to see.
    expect([[`+${activity}`, `-${activity}`], [`-${activity}`]]).toContainEqual(bob.events);
    expect(eve.events).toEqual([]);
    expect((await pageOf('bob', { collectionId: id })).nodes).toEqual([]);
  });
});

describe('a collection that is deleted', () => {
  it('takes back what was added from all who saw it', async () => {
    const id = await sharedCollection('PRIVATE');
    const card = await app.saveCard('ada');
    await app.addCard('bob', id, card);
    const activity = await activityOf('bob', id, card);
    const [bob, eve] = [await listen('bob', { global: true }), await listen('eve', { global: true })];
    await app.delete('ada', id);
    const last = await app.saveCard('ada');
    await bob.saved(last);
    await eve.saved(last);
    expect([bob.events, eve.events]).toEqual([[`-${activity}`], []]);
    expect((await pageOf('bob', { collectionId: id })).nodes).toEqual([]);
    expect((await pageOf('bob', { curatorId: didOf('bob') })).nodes).toEqual([]);
  });
});

describe('a collection of which more is shown than one transaction changes', () => {
  const size = 1_200;

  /** Ada's, in which there is a card so often; `oldest` is the id of the activity that is changed last. */
  async function largeCollection(client: pg.Client) {
    const id = await sharedCollection('PUBLIC');
    const card = await app.saveCard('ada');
    const cursor = (await pageOf('eve', { global: true })).liveCursor;
    const { rows } = await client.query(
      `WITH numbers AS (SELECT min(nextval('domain_events_seq_seq')) AS first FROM generate_series(1, $1::int)),
         added AS (
           INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, collection_id, created_at)
           SELECT gen_random_uuid(), first + n, 'CARD_ADDED_TO_COLLECTION', $2, (SELECT id FROM cards), (SELECT id FROM collections), now()
           FROM numbers, generate_series(0, $1::int - 1) n RETURNING *)
       SELECT id FROM added ORDER BY seq LIMIT 1`,
      [size, didOf('ada')],
    );
    const oldest = z.tuple([z.object({ id: z.string() })]).parse(rows)[0].id;
    return { id, card, cursor, oldest };
  }

  const kindsOn = async (name: string, feed: FeedInput) => (await pageOf(name, feed)).nodes.map(({ kind }) => kind);
  const finds = async (name: string, activityId: string) => {
    const id = encodeGlobalId('FeedActivity', activityId);
    return (await (await app.as(name)).send(operations.ActivityById, { id })).node !== null;
  };

  it.each(['turned private', 'deleted'])(
    'is shown to nobody else from the moment on in which it is %s, and taken back from them bit by bit',
    async (what) => {
      const client = new pg.Client({ connectionString: app.databaseUrl });
      opened.defer(() => client.end());
      await client.connect();
      const { id, cursor, oldest } = await largeCollection(client);
      const eve = await listen('eve', { global: true }, cursor);
      expect(await finds('eve', oldest)).toBe(true);

      // Whoever takes it back cannot come to an end before this has looked.
      await client.query('BEGIN');
      await client.query('SELECT FROM feed_activities WHERE id = $1 FOR UPDATE', [oldest]);
      const done = what === 'deleted' ? app.delete('ada', id) : app.update('ada', id, { visibility: 'PRIVATE' });
      expect(await done).toBe('done');
      for (const [name, feed] of Object.entries(feedsOf(id)))
        expect(await kindsOn('eve', feed)).toEqual(name === 'collection' ? [] : ['CARD_ADDED_TO_LIBRARY']);
      expect(await finds('eve', oldest)).toBe(false);
      expect(await finds('bob', oldest)).toBe(what !== 'deleted');
      expect(
        (await client.query('SELECT FROM feed_activities WHERE id = $1 AND audience = $2', [oldest, 'EVERYONE']))
          .rowCount,
      ).toBe(1);

      await client.query('COMMIT');
      await eventually(() => expect(new Set(eve.events).size).toBe(size));
      expect(eve.events).toHaveLength(size);
      expect(eve.events).toContain(`-${encodeGlobalId('FeedActivity', oldest)}`);
      expect(await finds('bob', oldest)).toBe(what !== 'deleted');
      expect((await client.query('SELECT FROM feed_reshowings')).rowCount).toBe(0);
    },
  );
});
