import { beforeEach, describe, expect, it } from 'vitest';
import { AddCardToCollection } from '../../../src/modules/collections/application/AddCardToCollection.ts';
import { AddCollaborator } from '../../../src/modules/collections/application/AddCollaborator.ts';
import { AddSavedCardToCollections } from '../../../src/modules/collections/application/AddSavedCardToCollections.ts';
import { CreateCollection } from '../../../src/modules/collections/application/CreateCollection.ts';
import { DeleteCollection } from '../../../src/modules/collections/application/DeleteCollection.ts';
import { RemoveCardFromCollection } from '../../../src/modules/collections/application/RemoveCardFromCollection.ts';
import { RemoveCollaborator } from '../../../src/modules/collections/application/RemoveCollaborator.ts';
import { UpdateCollection } from '../../../src/modules/collections/application/UpdateCollection.ts';
import { CollectionCreatedEvent } from '../../../src/modules/collections/domain/events/CollectionCreatedEvent.ts';
import {
  CardAddedToCollectionEvent,
  CardRemovedFromCollectionEvent,
  CollaboratorAddedEvent,
  CollaboratorRemovedEvent,
  CollectionDeletedEvent,
  CollectionUpdatedEvent,
} from '../../../src/modules/collections/index.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { ada, bob, cardId, noon } from '../../support/cards.ts';
import { collectionId, collectionOf, detailsOf, eve } from '../../support/collections.ts';
import { InMemoryCollections } from './InMemoryCollections.ts';

const clock = { now: () => noon(5) };
const id = collectionId();
const everybody = { visibility: 'PUBLIC', members: [] } as const;
const notFound = { ok: false, error: { kind: 'collection-not-found', collectionId: id.value } };
const known = <Id extends { readonly value: string }>(...ids: readonly Id[]) => ({
  has: async ({ value }: Id) => ids.some((each) => each.value === value),
});

let collections: InMemoryCollections;
let blocking: readonly CuratorId[];
const blocks = {
  isBetween: async (...both: readonly CuratorId[]) => both.every((curator) => blocking.includes(curator)),
};
beforeEach(() => {
  collections = new InMemoryCollections();
  blocking = [];
});

async function there(...how: Parameters<typeof collectionOf>): Promise<void> {
  await collections.save(collectionOf(...how));
  collections.events = [];
}

describe('CreateCollection', () => {
  const create = () => new CreateCollection(collections, collections, clock, { next: () => id.value });

  it('begins a public one that others do not add to, unless the author says otherwise', async () => {
    expect(await create().execute({ curatorId: ada, name: ' Good things ' })).toMatchObject({
      value: { collectionId: id },
    });
    const details = detailsOf({ access: 'CLOSED' });
    expect(collections.events).toEqual([new CollectionCreatedEvent(id, ada, details, noon(5))]);
    const chosen = { name: 'Good things', access: 'OPEN', visibility: 'PRIVATE', description: ' ' } as const;
    await create().execute({ curatorId: ada, ...chosen });
    expect(collections.get(id)?.details).toEqual(detailsOf({ visibility: 'PRIVATE' }));
  });

  it('refuses what cannot be a name or a description', async () => {
    expect(await create().execute({ curatorId: ada, name: '' })).toMatchObject({ error: { field: 'name' } });
    const description = 'x'.repeat(501);
    expect(await create().execute({ curatorId: ada, name: 'x', description })).toMatchObject({
      error: { field: 'description' },
    });
    expect(collections.events).toEqual([]);
  });
});

describe('UpdateCollection', () => {
  const update = (change: object, curatorId: CuratorId = ada) =>
    new UpdateCollection(collections, collections, clock).execute({ curatorId, collectionId: id, ...change });

  it('changes what is given', async () => {
    await there();
    await update({ description: 'About', access: 'CLOSED' });
    expect(collections.get(id)?.details.description?.value).toBe('About');
    await update({ name: 'Better' });
    expect(collections.get(id)?.details).toMatchObject({
      name: { value: 'Better' },
      description: { value: 'About' },
      access: 'CLOSED',
    });
    await update({ description: null });
    expect(collections.get(id)?.details.description).toBeUndefined();
    expect(collections.events).toEqual([
      expect.any(CollectionUpdatedEvent),
      expect.any(CollectionUpdatedEvent),
      expect.any(CollectionUpdatedEvent),
    ]);
  });

  it('refuses without changing anything', async () => {
    expect(await update({ name: 'Better' })).toEqual(notFound);
    await there();
    expect(await update({ name: 'Better', description: 'x'.repeat(501) })).toMatchObject({
      error: { kind: 'invalid-collection' },
    });
    expect(await update({ name: '' })).toMatchObject({ error: { kind: 'invalid-collection', field: 'name' } });
    expect(await update({ name: 'Better' }, bob)).toMatchObject({ error: { kind: 'not-collection-author' } });
    expect([collections.events, collections.get(id)?.details]).toEqual([[], detailsOf()]);
  });
});

describe('DeleteCollection', () => {
  const remove = (curatorId: CuratorId) =>
    new DeleteCollection(collections, collections, clock).execute({ curatorId, collectionId: id });

  it('deletes, by the author alone', async () => {
    await there();
    expect(await remove(bob)).toMatchObject({ error: { kind: 'not-collection-author' } });
    expect(collections.get(id)).toBeDefined();
    expect(await remove(ada)).toMatchObject({ value: { collectionId: id } });
    expect(collections.get(id)).toBeUndefined();
    expect(collections.events).toEqual([new CollectionDeletedEvent(id, ada, noon(5))]);
    expect(await remove(ada)).toEqual(notFound);
  });
});

describe('cards of a collection', () => {
  const add = (curatorId: CuratorId, cards = known(cardId())) =>
    new AddCardToCollection(collections, cards, blocks, collections, clock).execute({
      curatorId,
      collectionId: id,
      cardId: cardId(),
    });
  const remove = (curatorId: CuratorId) =>
    new RemoveCardFromCollection(collections, collections, clock).execute({
      curatorId,
      collectionId: id,
      cardId: cardId(),
    });

  it('are added and removed', async () => {
    await there();
    expect(await add(bob)).toMatchObject({ value: { collectionId: id, cardId: cardId() } });
    expect(await add(eve)).toMatchObject({ error: { kind: 'already-in-collection' } });
    expect(await remove(eve)).toMatchObject({ error: { kind: 'not-card-adder' } });
    expect(await remove(ada)).toMatchObject({ value: { collectionId: id, cardId: cardId() } });
    expect(await remove(ada)).toMatchObject({ error: { kind: 'not-in-collection' } });
    expect(collections.events).toEqual([
      new CardAddedToCollectionEvent(id, cardId(), bob, everybody, noon(5)),
      new CardRemovedFromCollectionEvent(id, cardId(), bob, noon(5)),
    ]);
  });

  it('must be there, and so must the collection, for who is to see it', async () => {
    expect(await add(ada)).toEqual(notFound);
    expect(await remove(ada)).toEqual(notFound);
    await there({ visibility: 'PRIVATE' });
    expect(await add(bob)).toEqual(notFound);
    expect(await add(ada, known())).toMatchObject({ error: { kind: 'card-not-found', cardId: cardId().value } });
    expect(collections.events).toEqual([]);
  });

  it('come with the saving of a card, and again without harm', async () => {
    const put = () =>
      collections.run(ada.value, () =>
        new AddSavedCardToCollections(collections, blocks).add({
          curatorId: bob,
          cardId: cardId(),
          collectionIds: [id, collectionId(2)],
          at: noon(),
        }),
      );
    await there();
    expect(await put()).toMatchObject({ error: { collectionId: collectionId(2).value } });
    expect(collections.events).toEqual([]);
    const other = new CreateCollection(collections, collections, clock, { next: () => collectionId(2).value });
    await other.execute({ curatorId: ada, name: 'Other things', access: 'OPEN' });
    collections.events = [];
    expect(await put()).toMatchObject({ ok: true });
    expect(await put()).toMatchObject({ ok: true });
    expect(collections.events).toHaveLength(2);
    await new UpdateCollection(collections, collections, clock).execute({
      curatorId: ada,
      collectionId: id,
      access: 'CLOSED',
    });
    expect(await put()).toMatchObject({ error: { kind: 'collection-closed' } });
  });

  it('are not added to the collection of somebody with whom there is a block', async () => {
    await there();
    blocking = [ada, bob];
    const refused = { ok: false, error: { kind: 'blocked', curatorId: ada.value } };
    expect(await add(bob)).toEqual(refused);
    const saved = { curatorId: bob, cardId: cardId(), collectionIds: [id], at: noon() };
    const put = () => collections.run(bob.value, () => new AddSavedCardToCollections(collections, blocks).add(saved));
    expect(await put()).toEqual(refused);
    expect(collections.events).toEqual([]);
    expect(await add(ada)).toMatchObject({ ok: true });
    // What it is in already is said before.
    expect(await put()).toMatchObject({ ok: true });
  });
});

describe('collaborators', () => {
  const add = (collaboratorId: CuratorId, curatorId: CuratorId = ada) =>
    new AddCollaborator(collections, known(ada, bob), blocks, collections, clock).execute({
      curatorId,
      collectionId: id,
      collaboratorId,
    });
  const remove = (collaboratorId: CuratorId, curatorId: CuratorId = ada) =>
    new RemoveCollaborator(collections, collections, clock).execute({ curatorId, collectionId: id, collaboratorId });

  it('are nobody with whom there is a block', async () => {
    await there();
    blocking = [ada, bob];
    expect(await add(bob)).toEqual({ ok: false, error: { kind: 'blocked', curatorId: bob.value } });
    expect(collections.events).toEqual([]);
  });

  it('come and go', async () => {
    await there();
    expect(await add(bob)).toMatchObject({ value: { collectionId: id, curatorId: bob } });
    expect(await add(bob)).toMatchObject({ error: { kind: 'already-collaborator' } });
    expect(collections.get(id)?.collaborators).toEqual([bob]);
    expect(await remove(bob, bob)).toMatchObject({ value: { collectionId: id, curatorId: bob } });
    expect(await remove(bob)).toMatchObject({ error: { kind: 'not-collaborator' } });
    expect(collections.events).toEqual([
      new CollaboratorAddedEvent(id, bob, everybody, noon(5)),
      new CollaboratorRemovedEvent(id, bob, everybody, noon(5)),
    ]);
  });

  it('are curators who are known here, and chosen by the author', async () => {
    expect(await add(bob)).toEqual(notFound);
    expect(await remove(bob)).toEqual(notFound);
    await there();
    expect(await add(eve)).toMatchObject({ error: { kind: 'curator-not-found', curatorId: eve.value } });
    expect(await add(eve, bob)).toMatchObject({ error: { kind: 'not-collection-author' } });
    expect(collections.events).toEqual([]);
  });
});
