import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as operations from './collections.operations.ts';
import { type CollectionsApp, collectionsApp, didOf } from './collectionsApp.ts';

let app: CollectionsApp;
beforeEach(async () => {
  app = await collectionsApp();
  for (const name of ['ada', 'bob', 'eve']) await app.as(name);
});
afterEach(() => app[Symbol.asyncDispose]());

const everyWay = { byId: true, byNode: true, inList: true };
const byIdAlone = { byId: true, byNode: true, inList: false };
const noWay = { byId: false, byNode: false, inList: false };

interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function allPages<Node>(read: (after: string | null) => Promise<Page<Node> | undefined>): Promise<Node[]> {
  const nodes: Node[] = [];
  for (let page = await read(null); page; page = await read(page.pageInfo.endCursor)) {
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return nodes;
  }
  throw new Error('there is no such list');
}

describe('a collection', () => {
  it('is made as its author says', async () => {
    const ada = await app.as('ada');
    const input = { name: ' Good things ', description: 'About', access: 'OPEN', visibility: 'UNLISTED' } as const;
    expect((await ada.send(operations.CreateCollection, { input })).createCollection).toEqual({
      __typename: 'CreateCollectionPayload',
      collection: { ...input, id: expect.any(String), name: 'Good things', author: { did: didOf('ada') } },
    });
    expect((await ada.send(operations.CreateCollection, { input: { name: 'x' } })).createCollection).toMatchObject({
      collection: { description: null, access: 'CLOSED', visibility: 'PUBLIC' },
    });
    expect((await ada.send(operations.CreateCollection, { input: { name: ' ' } })).createCollection).toMatchObject({
      __typename: 'InvalidCollectionError',
      code: 'INVALID_COLLECTION',
      path: ['input', 'name'],
    });
  });

  it('is changed and deleted by its author alone', async () => {
    const id = await app.create('ada');
    const changed = { name: 'Better', description: 'About' };
    expect(await app.update('bob', id, changed)).toBe('NOT_COLLECTION_AUTHOR');
    expect(await app.update('ada', id, { ...changed, name: '' })).toBe('INVALID_COLLECTION');
    const { updateCollection } = await (await app.as('ada')).send(operations.UpdateCollection, {
      input: { collectionId: id, ...changed },
    });
    expect(updateCollection).toMatchObject({ collection: { ...changed, access: 'CLOSED', visibility: 'PUBLIC' } });
    expect(await app.delete('bob', id)).toBe('NOT_COLLECTION_AUTHOR');
    expect(await app.delete('ada', id)).toBe('done');
    expect(await app.ways('ada', id, 'ada')).toEqual(noWay);
    expect(await app.delete('ada', id)).toBe('COLLECTION_NOT_FOUND');
  });

  it('loses no change to another that is made at the same time', async () => {
    const id = await app.create('ada');
    const outcomes = await Promise.all([
      app.update('ada', id, { name: 'Better' }),
      app.update('ada', id, { description: 'About' }),
      app.update('ada', id, { access: 'OPEN' }),
      app.addCollaborator('ada', id, 'bob'),
    ]);
    expect(outcomes).toEqual(['done', 'done', 'done', 'done']);
    const { collection } = await (await app.as('ada')).send(operations.SeeCollection, { id, author: didOf('ada') });
    expect(collection?.name).toBe('Better');
    expect(await app.addCard('eve', id, await app.saveCard('eve'))).toBe('done');
  });
});

describe('who sees a collection', () => {
  it.each([
    ['PUBLIC', everyWay],
    ['UNLISTED', byIdAlone],
    ['PRIVATE', noWay],
  ] as const)('%s: author and collaborators by every way, others by %o', async (visibility, others) => {
    const id = await app.create('ada', { visibility });
    await app.addCollaborator('ada', id, 'bob');
    expect(await app.ways('ada', id, 'ada')).toEqual(everyWay);
    expect(await app.ways('bob', id, 'ada')).toEqual(everyWay);
    expect(await app.ways('eve', id, 'ada')).toEqual(others);
    await app.removeCollaborator('ada', id, 'bob');
    expect(await app.ways('bob', id, 'ada')).toEqual(others);
  });

  it('a private one answers others as if it did not exist, whatever they ask of it', async () => {
    const id = await app.create('ada', { visibility: 'PRIVATE', access: 'OPEN' });
    const card = await app.saveCard('eve');
    const gone = await app.create('ada');
    await app.delete('ada', gone);
    for (const [collectionId] of [[id], [gone]] as const) {
      expect(await app.update('eve', collectionId, { name: 'Mine' })).toBe('COLLECTION_NOT_FOUND');
      expect(await app.delete('eve', collectionId)).toBe('COLLECTION_NOT_FOUND');
      expect(await app.addCard('eve', collectionId, card)).toBe('COLLECTION_NOT_FOUND');
      expect(await app.removeCard('eve', collectionId, card)).toBe('COLLECTION_NOT_FOUND');
      expect(await app.addCollaborator('eve', collectionId, 'eve')).toBe('COLLECTION_NOT_FOUND');
      expect(await app.removeCollaborator('eve', collectionId, 'eve')).toBe('COLLECTION_NOT_FOUND');
    }
  });

  it('what a curator made comes in pages that join without a gap', async () => {
    for (const name of ['1', '2', '3', '4', '5']) await app.create('ada', { name });
    await app.create('ada', { name: 'hidden', visibility: 'PRIVATE' });
    const eve = await app.as('eve');
    const names = await allPages(async (after) => {
      const variables = { id: didOf('ada'), first: 2, after };
      return (await eve.send(operations.CollectionsOfCurator, variables)).curator?.collections;
    });
    expect(names.map(({ name }) => name)).toEqual(['5', '4', '3', '2', '1']);
  });
});

describe('what is in a collection', () => {
  it('OPEN: is added by anybody, and removed by who added it or the author', async () => {
    const id = await app.create('ada', { access: 'OPEN' });
    const [first, second] = [await app.saveCard('bob'), await app.saveCard('eve')];
    expect(await app.addCard('bob', id, first)).toBe('done');
    expect(await app.addCard('eve', id, first)).toBe('ALREADY_IN_COLLECTION');
    expect(await app.addCard('bob', id, second)).toBe('done');
    expect(await app.removeCard('eve', id, second)).toBe('NOT_CARD_ADDER');
    expect(await app.removeCard('bob', id, second)).toBe('done');
    expect(await app.removeCard('ada', id, first)).toBe('done');
    expect(await app.removeCard('ada', id, first)).toBe('NOT_IN_COLLECTION');
  });

  it('CLOSED: is added and removed by the author and collaborators alone', async () => {
    const id = await app.create('ada', { access: 'CLOSED' });
    const card = await app.saveCard('eve');
    expect(await app.addCard('bob', id, card)).toBe('COLLECTION_CLOSED');
    expect(await app.addCollaborator('ada', id, 'bob')).toBe('done');
    expect(await app.addCollaborator('ada', id, 'bob')).toBe('ALREADY_COLLABORATOR');
    expect(await app.addCollaborator('ada', id, 'ada')).toBe('CANNOT_COLLABORATE_WITH_ONESELF');
    expect(await app.addCollaborator('ada', id, 'nobody')).toBe('CURATOR_NOT_FOUND');
    expect(await app.addCollaborator('bob', id, 'eve')).toBe('NOT_COLLECTION_AUTHOR');
    expect(await app.addCard('bob', id, card)).toBe('done');
    expect(await app.removeCard('eve', id, card)).toBe('COLLECTION_CLOSED');
    expect(await app.removeCard('ada', id, card)).toBe('done');
    expect(await app.removeCollaborator('bob', id, 'bob')).toBe('done');
    expect(await app.removeCollaborator('ada', id, 'bob')).toBe('NOT_COLLABORATOR');
    expect(await app.addCard('bob', id, card)).toBe('COLLECTION_CLOSED');
  });

  it('is added once, whoever adds it at the same time', async () => {
    const id = await app.create('ada', { access: 'OPEN' });
    const card = await app.saveCard('ada');
    const outcomes = await Promise.all(['ada', 'bob', 'eve'].map((name) => app.addCard(name, id, card)));
    expect(outcomes.toSorted()).toEqual(['ALREADY_IN_COLLECTION', 'ALREADY_IN_COLLECTION', 'done']);
  });

  it('comes in pages that join without a gap, the last added first', async () => {
    const id = await app.create('ada');
    const cards: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      cards.unshift(await app.saveCard('ada'));
      await app.addCard('ada', id, cards[0] ?? '');
    }
    const eve = await app.as('eve');
    const found = await allPages(
      async (after) => (await eve.send(operations.CardsOfCollection, { id, first: 2, after })).collection?.cards,
    );
    expect(found.map((card) => card.id)).toEqual(cards);
  });
});
