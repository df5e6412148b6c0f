import { describe, expect, it } from 'vitest';
import { Collection, maxCollaborators } from '../../../src/modules/collections/domain/Collection.ts';
import { CollectionDescription } from '../../../src/modules/collections/domain/CollectionDescription.ts';
import { CollectionName } from '../../../src/modules/collections/domain/CollectionName.ts';
import { CollectionCreatedEvent } from '../../../src/modules/collections/domain/events/CollectionCreatedEvent.ts';
import {
  CardAddedToCollectionEvent,
  CardRemovedFromCollectionEvent,
  CollaboratorAddedEvent,
  CollaboratorRemovedEvent,
  CollectionDeletedEvent,
  CollectionUpdatedEvent,
} from '../../../src/modules/collections/index.ts';
import { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import type { Result } from '../../../src/shared/domain/Result.ts';
import { ada, bob, cardId, noon } from '../../support/cards.ts';
import { collectionId, collectionOf, detailsOf, eve, kim } from '../../support/collections.ts';
import { given } from '../../support/given.ts';

const at = noon(1);
const id = collectionId();
const everybody = { visibility: 'PUBLIC', members: [] } as const;
const notFound = { kind: 'collection-not-found', collectionId: id.value } as const;
const notAuthor = { kind: 'not-collection-author', collectionId: id.value } as const;
const closed = { kind: 'collection-closed', collectionId: id.value } as const;

/** A collection of Ada's with a card that `adder` added while it was OPEN. */
function withCard(adder: CuratorId, ...how: Parameters<typeof collectionOf>): Collection {
  const collection = collectionOf(...how);
  const { access } = collection.details;
  collection.update(ada, { access: 'OPEN' }, at).unwrap();
  collection.addCard(adder, cardId(), at).unwrap();
  collection.update(ada, { access }, at).unwrap();
  return collection;
}

describe('a collection', () => {
  it('begins without cards and collaborators', () => {
    const collection = Collection.create({ collectionId: id, authorId: ada, details: detailsOf(), at });
    expect(collection.domainEvents).toEqual([new CollectionCreatedEvent(id, ada, detailsOf(), at)]);
    expect([collection.cards, collection.collaborators]).toEqual([[], []]);
  });

  it('is changed by its author, in all the given fields at once', () => {
    const name = CollectionName.create('Better things').unwrap();
    const description = CollectionDescription.create('Much better').unwrap();
    const details = detailsOf({ name, description, visibility: 'PRIVATE' });
    given(collectionOf({}, [bob]))
      .when((collection) => collection.update(ada, { name, description, visibility: 'PRIVATE' }, at))
      .thenRaised(new CollectionUpdatedEvent(id, ada, details, { visibility: 'PRIVATE', members: [ada, bob] }, at));
  });

  it('loses its description by null, and keeps what is not named', () => {
    const description = CollectionDescription.create('Much better').unwrap();
    given(collectionOf({ description, access: 'CLOSED' }))
      .when((collection) => collection.update(ada, { description: null }, at))
      .andThen(({ details }) => expect(details).toEqual(detailsOf({ access: 'CLOSED' })));
  });

  it('raises nothing when nothing changes', () => {
    given(collectionOf())
      .when((collection) => collection.update(ada, { name: CollectionName.create('Good things').unwrap() }, at))
      .thenRaised();
  });

  it('is deleted by its author', () => {
    given(collectionOf())
      .when((collection) => collection.delete(ada, at))
      .thenRaised(new CollectionDeletedEvent(id, ada, at))
      .andThen(({ isDeleted }) => expect(isDeleted).toBe(true));
  });

  it.each<[string, (collection: Collection, by: CuratorId) => Result<void, { readonly kind: string }>]>([
    ['update it', (collection, by) => collection.update(by, { access: 'CLOSED' }, at)],
    ['delete it', (collection, by) => collection.delete(by, at)],
    ['choose collaborators', (collection, by) => collection.addCollaborator(by, eve, at)],
    ['dismiss collaborators', (collection, by) => collection.removeCollaborator(by, eve, at)],
  ])('lets its author alone %s, and tells nobody else of a private one', (_, decide) => {
    given(collectionOf({}, [bob]))
      .when((collection) => decide(collection, bob))
      .thenRefused(notAuthor);
    given(collectionOf({ visibility: 'PRIVATE' }, [bob]))
      .when((collection) => decide(collection, bob))
      .thenRefused(notAuthor);
    given(collectionOf({ visibility: 'PRIVATE' }, [bob]))
      .when((collection) => decide(collection, kim))
      .thenRefused(notFound);
  });
});

describe('an OPEN collection', () => {
  it.each([[ada], [bob], [eve]])('is added to by anybody: %s', (curator) => {
    given(collectionOf({ access: 'OPEN' }, [bob]))
      .when((collection) => collection.addCard(curator, cardId(), at))
      .thenRaised(new CardAddedToCollectionEvent(id, cardId(), curator, everybody, at))
      .andThen(({ cards }) => expect(cards).toEqual([{ cardId: cardId(), addedBy: curator, addedAt: at }]));
  });

  it.each([[ada], [eve]])('is removed from by who added the card and by the author: %s', (curator) => {
    given(withCard(eve, { access: 'OPEN' }))
      .when((collection) => collection.removeCard(curator, cardId(), at))
      .thenRaised(new CardRemovedFromCollectionEvent(id, cardId(), eve, at))
      .andThen(({ cards }) => expect(cards).toEqual([]));
  });

  it.each([[bob], [kim]])('is removed from by nobody else, collaborators included: %s', (curator) => {
    given(withCard(eve, { access: 'OPEN' }, [bob]))
      .when((collection) => collection.removeCard(curator, cardId(), at))
      .thenRefused({ kind: 'not-card-adder', cardId: cardId().value });
  });
});

describe('a CLOSED collection', () => {
  it.each([[ada], [bob]])('is added to and removed from by author and collaborators: %s', (curator) => {
    given(collectionOf({ access: 'CLOSED' }, [bob]))
      .when((collection) => collection.addCard(curator, cardId(), at))
      .thenRaised(new CardAddedToCollectionEvent(id, cardId(), curator, everybody, at));
    given(withCard(eve, { access: 'CLOSED' }, [bob]))
      .when((collection) => collection.removeCard(curator, cardId(), at))
      .thenRaised(new CardRemovedFromCollectionEvent(id, cardId(), eve, at));
  });

  it('is added to and removed from by nobody else, not even what they added while it was open', () => {
    given(collectionOf({ access: 'CLOSED' }, [bob]))
      .when((collection) => collection.addCard(eve, cardId(), at))
      .thenRefused(closed);
    given(withCard(eve, { access: 'CLOSED' }, [bob]))
      .when((collection) => collection.removeCard(eve, cardId(), at))
      .thenRefused(closed);
  });
});

describe('a card', () => {
  it('is in a collection once, whoever added it', () => {
    given(withCard(ada))
      .when((collection) => collection.addCard(bob, cardId(), at))
      .thenRefused({ kind: 'already-in-collection', cardId: cardId().value });
  });

  it('that is gone leaves, whoever added it, and whoever may remove it', () => {
    const collection = withCard(eve, { access: 'CLOSED', visibility: 'PRIVATE' }, [eve]);
    given(collection)
      .when(() => collection.dropCard(cardId(), noon(2)))
      .thenRaised(new CardRemovedFromCollectionEvent(id, cardId(), eve, noon(2)))
      .andThen(({ cards }) => expect(cards).toEqual([]));
    given(collection)
      .when(() => collection.dropCard(cardId(), noon(3)))
      .thenRaised();
  });

  it('that is not in it cannot be removed', () => {
    given(collectionOf())
      .when((collection) => collection.removeCard(ada, cardId(), at))
      .thenRefused({ kind: 'not-in-collection', cardId: cardId().value });
  });
});

describe('a PRIVATE collection', () => {
  const members = { visibility: 'PRIVATE', members: [ada, bob] } as const;

  it('is there for its author and collaborators alone, also when it is OPEN', () => {
    given(collectionOf({ access: 'OPEN', visibility: 'PRIVATE' }, [bob]))
      .when((collection) => collection.addCard(bob, cardId(), at))
      .thenRaised(new CardAddedToCollectionEvent(id, cardId(), bob, members, at));
    given(collectionOf({ access: 'OPEN', visibility: 'PRIVATE' }, [bob]))
      .when((collection) => collection.addCard(eve, cardId(), at))
      .thenRefused(notFound);
    given(withCard(ada, { access: 'OPEN', visibility: 'PRIVATE' }))
      .when((collection) => collection.removeCard(eve, cardId(), at))
      .thenRefused(notFound);
  });

  it('says who sees it from now on when a collaborator comes or goes', () => {
    given(collectionOf({ visibility: 'PRIVATE' }))
      .when((collection) => collection.addCollaborator(ada, bob, at))
      .thenRaised(new CollaboratorAddedEvent(id, bob, members, at));
    given(collectionOf({ visibility: 'PRIVATE' }, [bob]))
      .when((collection) => collection.removeCollaborator(ada, bob, at))
      .thenRaised(new CollaboratorRemovedEvent(id, bob, { visibility: 'PRIVATE', members: [ada] }, at));
  });
});

describe('a collaborator', () => {
  it('is one once, and never the author', () => {
    given(collectionOf({}, [bob]))
      .when((collection) => collection.addCollaborator(ada, bob, at))
      .thenRefused({ kind: 'already-collaborator', curatorId: bob.value });
    given(collectionOf())
      .when((collection) => collection.addCollaborator(ada, ada, at))
      .thenRefused({ kind: 'cannot-collaborate-with-oneself', curatorId: ada.value });
  });

  it('may leave, and nobody leaves who is none', () => {
    given(collectionOf({}, [bob]))
      .when((collection) => collection.removeCollaborator(bob, bob, at))
      .thenRaised(new CollaboratorRemovedEvent(id, bob, everybody, at));
    for (const by of [ada, eve]) {
      given(collectionOf({}, [bob]))
        .when((collection) => collection.removeCollaborator(by, eve, at))
        .thenRefused({ kind: 'not-collaborator', curatorId: eve.value });
    }
  });

  it('is refused when there are as many as there may be', () => {
    const full = Array.from({ length: maxCollaborators }, (_, n) => CuratorId.create(`did:plc:c${n}`).unwrap());
    given(collectionOf({}, full))
      .when((collection) => collection.addCollaborator(ada, bob, at))
      .thenRefused({ kind: 'too-many-collaborators', reason: `at most ${maxCollaborators}` });
  });
});

describe('an UNLISTED collection', () => {
  it('is there for everybody who has its id', () => {
    given(collectionOf({ visibility: 'UNLISTED' }))
      .when((collection) => collection.addCard(eve, cardId(), at))
      .thenRaised(new CardAddedToCollectionEvent(id, cardId(), eve, { visibility: 'UNLISTED', members: [] }, at));
  });
});
