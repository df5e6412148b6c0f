import { describe, expect, it } from 'vitest';
import {
  CardAddedToLibraryEvent,
  CardCreatedEvent,
  CardRemovedFromLibraryEvent,
} from '../../../src/modules/cards/index.ts';
import { ada, bob, cardId, cardIn, noon, noteCard, urlCard } from '../../support/cards.ts';
import { given } from '../../support/given.ts';

describe('Card', () => {
  it('raises CardCreated when it is created', () => {
    expect(urlCard('https://example.org/a').domainEvents).toEqual([
      new CardCreatedEvent(cardId(), ada, 'URL', 'https://example.org/a', noon()),
    ]);
    expect(noteCard().domainEvents).toEqual([new CardCreatedEvent(cardId(), ada, 'NOTE', undefined, noon())]);
  });

  it('is added to a library', () => {
    given(urlCard('https://example.org/a'))
      .when((card) => card.addToLibrary(bob, noon(1)))
      .thenRaised(new CardAddedToLibraryEvent(cardId(), bob, 'URL', 'https://example.org/a', undefined, noon(1)))
      .andThen((card) => expect(card.libraryMemberships).toEqual([{ curatorId: bob, addedAt: noon(1) }]));
  });

  it('is added to several libraries', () => {
    given(cardIn(ada))
      .when((card) => card.addToLibrary(bob, noon(1)))
      .thenRaised(new CardAddedToLibraryEvent(cardId(), bob, 'URL', 'https://example.org/', undefined, noon(1)))
      .andThen((card) => expect([card.isInLibraryOf(ada), card.isInLibraryOf(bob)]).toEqual([true, true]));
  });

  it('is in a library once', () => {
    given(cardIn(ada))
      .when((card) => card.addToLibrary(ada, noon(1)))
      .thenRefused({ kind: 'already-in-library', cardId: cardId().value, curatorId: ada.value })
      .andThen((card) => expect(card.libraryMemberships).toEqual([{ curatorId: ada, addedAt: noon() }]));
  });

  it('is removed from a library, and only from that one', () => {
    given(cardIn(ada, bob))
      .when((card) => card.removeFromLibrary(bob, noon(1)))
      .thenRaised(new CardRemovedFromLibraryEvent(cardId(), bob, noon(1)))
      .andThen((card) => expect([card.isInLibraryOf(ada), card.isInLibraryOf(bob)]).toEqual([true, false]));
  });

  it('cannot be removed from a library that it is not in', () => {
    given(cardIn(ada))
      .when((card) => card.removeFromLibrary(bob, noon(1)))
      .thenRefused({ kind: 'not-in-library', cardId: cardId().value, curatorId: bob.value });
  });

  it('comes back to a library as a new membership', () => {
    const card = cardIn(ada);
    card.removeFromLibrary(ada, noon(1)).unwrap();
    given(card)
      .when(() => card.addToLibrary(ada, noon(2)))
      .thenRaised(new CardAddedToLibraryEvent(cardId(), ada, 'URL', 'https://example.org/', undefined, noon(2)));
  });

  it('takes the time from its caller, and else from the clock', () => {
    const before = Date.now();
    const card = urlCard();
    card.addToLibrary(ada).unwrap();
    const addedAt = card.libraryMemberships[0]?.addedAt.getTime();
    expect(addedAt).toBeGreaterThanOrEqual(before);
    expect(addedAt).toBeLessThanOrEqual(Date.now());
  });
});
