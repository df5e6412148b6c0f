import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AddNoteInput, AddUrlToLibraryInput, FeedInput } from '../../../src/generated/graphql/graphql.ts';
import { FeedPage, RemoveCard } from '../../support/client.operations.ts';
import { query } from '../../support/databaseServer.ts';
import { eventually } from '../../support/eventually.ts';
import { CollectionActivities } from '../collections/collections.operations.ts';
import { type CollectionsApp, collectionsApp, didOf } from '../collections/collectionsApp.ts';
import * as operations from './cards.operations.ts';

let app: CollectionsApp;
let opened: AsyncDisposableStack;
beforeAll(async () => {
  opened = new AsyncDisposableStack();
  app = opened.use(await collectionsApp());
  for (const name of ['ada', 'bob', 'eve']) await app.as(name);
});
afterAll(() => opened.disposeAsync());

const as = (name: string) => app.as(name);

async function save(name: string, input: AddUrlToLibraryInput) {
  return (await (await as(name)).send(operations.SaveUrl, { input })).addUrlToLibrary;
}

async function idOfSaved(name: string, input: AddUrlToLibraryInput): Promise<string> {
  const result = await save(name, input);
  if (result.__typename !== 'AddUrlToLibraryPayload' || !result.card) throw new Error(result.__typename);
  return result.card.id;
}

async function tryToWrite(name: string, input: AddNoteInput) {
  return (await (await as(name)).send(operations.WriteNote, { input })).addNote;
}

async function write(name: string, input: AddNoteInput): Promise<string> {
  const addNote = await tryToWrite(name, input);
  if (addNote.__typename !== 'AddNotePayload' || !addNote.card) throw new Error(addNote.__typename);
  return addNote.card.id;
}

async function highlight(name: string, parentCardId: string, quote = 'Good words') {
  return (await (await as(name)).send(operations.Highlight, { parentCardId, quote })).addHighlight;
}

async function quote(name: string, parentCardId: string): Promise<string> {
  const result = await highlight(name, parentCardId);
  if (result.__typename !== 'AddHighlightPayload' || !result.card) throw new Error(result.__typename);
  return result.card.id;
}

async function rewrite(name: string, cardId: string, text: string) {
  return (await (await as(name)).send(operations.RewriteNote, { cardId, text })).updateNote;
}

const keep = async (name: string, cardId: string) => (await as(name)).send(operations.KeepCard, { cardId });
const remove = async (name: string, cardId: string) => (await as(name)).send(RemoveCard, { cardId });
const see = async (id: string) => (await (await as('eve')).send(operations.SeeCard, { id })).node;

/** The cards that somebody keeps, as they see them, the last saved first. */
const kept = async (name: string, first: number) =>
  (await (await as(name)).send(operations.KeptCards, { id: didOf(name), first })).curator?.library.nodes;

const pageOf = async (feed: FeedInput, more: { first?: number; after?: string | null } = {}) =>
  (await (await as('eve')).send(FeedPage, { feed, ...more })).feed;

/** What Eve is told of a feed after a cursor, or from now on. */
async function listen(feed: FeedInput, after?: string) {
  const client = await as('eve');
  const from = after ?? (await pageOf(feed)).liveCursor;
  return opened.use(client.subscribe(operations.CardChanges, { feed, after: from }));
}

const removals = () =>
  query(
    app.databaseUrl,
    `SELECT payload->>'addedBy' AS by, actor_id AS actor FROM domain_events WHERE type = 'CardRemovedFromCollection' ORDER BY seq`,
  );

describe('a highlight', () => {
  it('quotes a link, whoever saved it, and is kept by who quotes', async () => {
    const link = await app.saveCard('ada');
    const card = {
      id: expect.any(String),
      type: 'HIGHLIGHT',
      text: 'Good words',
      author: { did: didOf('bob') },
      parentCard: { id: link },
    };
    expect(await highlight('bob', link, '  Good words ')).toEqual({ __typename: 'AddHighlightPayload', card });
    expect((await pageOf({ curatorId: didOf('bob') })).nodes[0]).toMatchObject({ kind: 'CARD_ADDED_TO_LIBRARY' });
  });

  it('quotes nothing else, and not nothing', async () => {
    const [note, link] = [await write('ada', { text: 'A thought' }), await app.saveCard('ada')];
    const refused = (code: string, field: string) => ({ code, path: ['input', field] });
    expect(await highlight('bob', note)).toMatchObject(refused('NOT_A_LINK', 'parentCardId'));
    expect(await highlight('bob', await quote('bob', link))).toMatchObject(refused('NOT_A_LINK', 'parentCardId'));
    expect(await highlight('bob', link, ' ')).toMatchObject(refused('INVALID_TEXT', 'quote'));
    await remove('ada', link);
    expect(await highlight('bob', link)).toMatchObject(refused('CARD_NOT_FOUND', 'parentCardId'));
  });
});

describe('a link that was found by a card', () => {
  it('says so from the beginning on', async () => {
    const [via, other] = [await write('ada', { text: 'A tip' }), await write('ada', { text: 'Another' })];
    const url = 'https://example.org/found';
    const saved = await save('bob', { url, viaCardId: via });
    expect(saved).toMatchObject({ card: { viaCard: { id: via } } });
    expect(await save('bob', { url, viaCardId: other })).toEqual(saved);
    expect(await save('bob', { url })).toEqual(saved);
  });

  it('is not saved by a card that is not there', async () => {
    const gone = await write('ada', { text: 'A tip' });
    await remove('ada', gone);
    const refused = { code: 'CARD_NOT_FOUND', path: ['input', 'viaCardId'] };
    expect(await save('bob', { url: 'https://example.org/lost', viaCardId: gone })).toMatchObject(refused);
  });
});

describe('a link that is saved again', () => {
  it('is the card it was if somebody else kept it meanwhile, and is saved once', async () => {
    const url = 'https://example.org/kept';
    const id = await idOfSaved('ada', { url });
    await keep('bob', id);
    await remove('ada', id);
    expect((await pageOf({ cardId: id })).nodes.map(({ actor }) => actor.did)).toEqual([didOf('bob')]);
    expect(await idOfSaved('ada', { url })).toBe(id);
    expect(await kept('ada', 1)).toMatchObject([{ id, viewerHasSaved: true }]);
    expect((await pageOf({ cardId: id })).nodes.map(({ actor }) => actor.did)).toEqual(['ada', 'bob'].map(didOf));
  });
});

describe('a note', () => {
  it('says what it is about, written by itself or with the link', async () => {
    const link = await idOfSaved('bob', { url: 'https://example.org/noted', note: ' At first sight ' });
    const later = await write('bob', { text: 'On reflection', parentCardId: link });
    const about = { type: 'NOTE', parentCard: { id: link } };
    expect(await see(later)).toMatchObject({ ...about, text: 'On reflection' });
    expect(await kept('bob', 3)).toContainEqual(expect.objectContaining({ ...about, text: 'At first sight' }));
  });

  it('is not written about a card that is not there', async () => {
    const gone = await app.saveCard('ada');
    await remove('ada', gone);
    const refused = { code: 'CARD_NOT_FOUND', path: ['input', 'parentCardId'] };
    expect(await tryToWrite('bob', { text: 'About it', parentCardId: gone })).toMatchObject(refused);
  });

  it('is rewritten by its author, and looks different at once wherever it is shown', async () => {
    const note = await write('ada', { text: 'A thought' });
    await keep('bob', note);
    const heard = await listen({ cardId: note });
    expect(await rewrite('ada', note, 'A second thought')).toMatchObject({ card: { text: 'A second thought' } });
    const text = 'A second thought';
    // That both keep it may be told before.
    const changes = () => heard.events.map(({ feedChanged }) => feedChanged);
    await eventually(() =>
      expect(changes().filter(({ __typename }) => __typename !== 'FeedItemAdded')).toEqual([
        { __typename: 'FeedItemUpdated', item: { id: expect.any(String), card: { text } } },
        { __typename: 'FeedItemUpdated', item: { id: expect.any(String), card: { text } } },
      ]),
    );
  });

  it('is rewritten by nobody else, and to something', async () => {
    const [note, link] = [await write('ada', { text: 'A thought' }), await app.saveCard('ada')];
    const refused = (code: string, field = 'cardId') => ({ code, path: ['input', field] });
    await keep('bob', note);
    expect(await rewrite('bob', note, 'Mine')).toMatchObject(refused('NOT_CARD_AUTHOR'));
    expect(await rewrite('ada', link, 'Mine')).toMatchObject(refused('NOT_A_NOTE'));
    expect(await rewrite('ada', note, ' ')).toMatchObject(refused('INVALID_TEXT', 'text'));
    expect(await see(note)).toMatchObject({ text: 'A thought' });
  });
});

describe('a card that nobody keeps any more', () => {
  it('leaves every collection, each with its event, and is taken back live from all who saw it', async () => {
    const card = await app.saveCard('ada');
    const [open, hidden] = [
      await app.create('bob', { access: 'OPEN' }),
      await app.create('bob', { visibility: 'PRIVATE' }),
    ];
    await app.addCard('eve', open, card);
    await app.addCard('bob', hidden, card);
    const shown = await (await as('bob')).send(CollectionActivities, { feed: { global: true }, first: 3 });
    const activities = shown.feed.nodes.filter((node) => node.card?.id === card).map(({ id }) => id);
    const global = await listen({ global: true });
    await remove('ada', card);
    expect(await removals()).toEqual(['eve', 'bob'].map((name) => ({ by: didOf(name), actor: didOf('ada') })));
    const [inHidden = '', inOpen = '', inLibrary = ''] = activities;
    await eventually(() => {
      const removed = global.events.map(({ feedChanged: change }) => 'activityId' in change && change.activityId);
      expect(new Set(removed)).toEqual(new Set([inOpen, inLibrary]));
    });
    expect(inHidden).not.toBe('');
    for (const collectionId of [open, hidden])
      expect((await (await as('bob')).send(FeedPage, { feed: { collectionId } })).feed.nodes).toEqual([]);
    expect(await see(card)).toBeNull();
  });

  it('stays where it is as long as somebody keeps it', async () => {
    const card = await app.saveCard('ada');
    const open = await app.create('bob', { access: 'OPEN' });
    await app.addCard('eve', open, card);
    await keep('bob', card);
    await remove('ada', card);
    expect((await pageOf({ collectionId: open })).nodes).toHaveLength(1);
    expect(await see(card)).toMatchObject({ type: 'URL' });
  });

  it('is never left in a collection that it is being added to', async () => {
    const open = await app.create('bob', { access: 'OPEN' });
    for (let round = 0; round < 10; round += 1) {
      const card = await app.saveCard('ada');
      const [added] = await Promise.all([app.addCard('eve', open, card), remove('ada', card)]);
      expect(['done', 'CARD_NOT_FOUND']).toContain(added);
      expect(await see(card)).toBeNull();
    }
    expect((await pageOf({ collectionId: open })).nodes).toEqual([]);
  });

  it('leaves what was written about it to those who keep that', async () => {
    const link = await app.saveCard('ada');
    const [note, words] = [await write('bob', { text: 'About it', parentCardId: link }), await quote('bob', link)];
    const found = await save('bob', { url: 'https://example.org/further', viaCardId: link });
    await remove('ada', link);
    expect(await see(note)).toMatchObject({ type: 'NOTE', text: 'About it', parentCard: null });
    expect(await see(words)).toMatchObject({ type: 'HIGHLIGHT', text: 'Good words', parentCard: null });
    expect(found.__typename === 'AddUrlToLibraryPayload' && (await see(found.card?.id ?? ''))).toMatchObject({
      viaCard: null,
    });
    expect(await rewrite('bob', note, 'Still about it')).toMatchObject({ card: { text: 'Still about it' } });
    await keep('ada', words);
    expect((await pageOf({ cardId: words })).nodes).toHaveLength(2);
  });
});

describe('the feed of a card', () => {
  it('has who saved it, newest first, in pages that join, and not what is done with it in collections', async () => {
    const card = await app.saveCard('ada');
    await keep('bob', card);
    await app.addCard('eve', await app.create('bob', { access: 'OPEN' }), card);
    await keep('eve', card);
    await app.saveCard('ada');
    const first = await pageOf({ cardId: card }, { first: 2 });
    const rest = await pageOf({ cardId: card }, { first: 2, after: first.pageInfo.endCursor ?? null });
    expect(first.pageInfo.hasNextPage).toBe(true);
    expect([...first.nodes, ...rest.nodes].map(({ actor }) => actor.did)).toEqual(['eve', 'bob', 'ada'].map(didOf));
    await remove('bob', card);
    expect((await pageOf({ cardId: card })).nodes.map(({ actor }) => actor.did)).toEqual(['eve', 'ada'].map(didOf));
  });

  it('changes live, and goes on from a cursor', async () => {
    const card = await app.saveCard('ada');
    const { liveCursor } = await pageOf({ cardId: card });
    const live = await listen({ cardId: card }, liveCursor);
    await keep('bob', card);
    await app.addCard('eve', await app.create('bob', { access: 'OPEN' }), card);
    await app.saveCard('ada');
    await remove('bob', card);
    await keep('eve', card);
    const late = await listen({ cardId: card }, liveCursor);
    const told = ({ events }: typeof live) =>
      events.map(({ feedChanged: change }) =>
        change.__typename === 'FeedItemAdded' ? change.item.actor.did : change.__typename,
      );
    await eventually(() => {
      expect(told(live)).toEqual([didOf('bob'), 'FeedItemRemoved', didOf('eve')]);
      // What was taken back before it was read is not shown any more.
      expect(told(late)).toEqual(['FeedItemRemoved', didOf('eve')]);
    });
  });

  it('is that of a card alone', async () => {
    await expect(pageOf({ cardId: await app.create('ada') })).rejects.toThrow('feed.cardId is the id of a Collection');
  });
});
