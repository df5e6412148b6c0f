import { describe, expect, it } from 'vitest';
import { Card } from '../../../src/modules/cards/domain/Card.ts';
import { CardText } from '../../../src/modules/cards/domain/CardText.ts';
import { PageMetadata } from '../../../src/modules/cards/domain/PageMetadata.ts';
import {
  CardAddedToLibraryEvent,
  CardCreatedEvent,
  CardRemovedFromLibraryEvent,
  CardUpdatedEvent,
} from '../../../src/modules/cards/index.ts';
import { ada, bob, cardId, cardIn, noon, noteCard, urlCard } from '../../support/cards.ts';
import { given } from '../../support/given.ts';

const textOf = (text: string): CardText => CardText.create(text).unwrap();

const highlight = (parent = urlCard()) =>
  Card.highlight({ cardId: cardId(2), authorId: bob, parent, text: textOf('Good words'), at: noon(1) });

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

  it('says what its page says of itself', () => {
    const page = PageMetadata.of({ title: 'A page', siteName: 'A site' });
    given(cardIn(ada))
      .when((card) => card.describe(page, noon(1)))
      .thenRaised(new CardUpdatedEvent(cardId(), page, noon(1)))
      .andThen((card) => expect([card.title, card.updatedAt]).toEqual(['A page', noon(1)]));
  });

  it('goes on saying what its page said before and says no longer', () => {
    const card = cardIn(ada);
    card.describe(PageMetadata.of({ title: 'Old', description: 'Text' }), noon(1)).unwrap();
    given(card)
      .when(() => card.describe(PageMetadata.of({ title: 'New' }), noon(2)))
      .thenRaised(new CardUpdatedEvent(cardId(), PageMetadata.of({ title: 'New', description: 'Text' }), noon(2)));
  });

  it('is as it was when its page says nothing new', () => {
    const card = cardIn(ada);
    card.describe(PageMetadata.of({ title: 'A page' }), noon(1)).unwrap();
    given(card)
      .when(() => card.describe(PageMetadata.of({ title: 'A page' }), noon(2)))
      .thenRaised()
      .andThen(() => expect(card.updatedAt).toEqual(noon(1)));
  });

  it('has a page only if it is a link', () => {
    given(noteCard())
      .when((card) => card.describe(PageMetadata.of({ title: 'A page' }), noon(1)))
      .thenRefused({ kind: 'not-a-link', cardId: cardId().value });
  });

  it('tells whoever saves it the title that it has', () => {
    const card = cardIn(ada);
    card.describe(PageMetadata.of({ title: 'A page' }), noon(1)).unwrap();
    given(card)
      .when(() => card.addToLibrary(bob, noon(2)))
      .thenRaised(new CardAddedToLibraryEvent(cardId(), bob, 'URL', 'https://example.org/', 'A page', noon(2)));
  });

  it('knows when nobody keeps it any more', () => {
    const card = cardIn(ada, bob);
    card.removeFromLibrary(ada, noon(1)).unwrap();
    expect(card.isInNoLibrary).toBe(false);
    card.removeFromLibrary(bob, noon(1)).unwrap();
    expect(card.isInNoLibrary).toBe(true);
  });

  it('says something else when its author rewrites it', () => {
    given(noteCard('A thought'))
      .when((note) => note.rewrite(ada, textOf('A second thought'), noon(1)))
      .thenRaised(new CardUpdatedEvent(cardId(), PageMetadata.nothing, noon(1)))
      .andThen((note) => expect(note.content).toMatchObject({ text: { value: 'A second thought' } }))
      .andThen((note) => expect(note.updatedAt).toEqual(noon(1)));
  });

  it('is as it was when it is rewritten to what it says', () => {
    given(noteCard('A thought'))
      .when((note) => note.rewrite(ada, textOf(' A thought '), noon(1)))
      .thenRaised()
      .andThen((note) => expect(note.updatedAt).toEqual(noon()));
  });

  it('is rewritten by nobody else, and only if it is a note', () => {
    const text = textOf('Another');
    given(noteCard())
      .when((note) => note.rewrite(bob, text, noon(1)))
      .thenRefused({ kind: 'not-card-author', cardId: cardId().value });
    given(urlCard())
      .when((link) => link.rewrite(ada, text, noon(1)))
      .thenRefused({ kind: 'not-a-note', cardId: cardId().value });
    given(highlight().unwrap())
      .when((quote) => quote.rewrite(bob, text, noon(1)))
      .thenRefused({ kind: 'not-a-note', cardId: cardId(2).value });
  });

  it('is a highlight of a link, whoever saved that', () => {
    const card = highlight().unwrap();
    expect(card.domainEvents).toEqual([new CardCreatedEvent(cardId(2), bob, 'HIGHLIGHT', undefined, noon(1))]);
    expect(card.content).toEqual({ type: 'HIGHLIGHT', text: textOf('Good words'), parentCardId: cardId() });
  });

  it('is a highlight of nothing but a link', () => {
    for (const parent of [noteCard(), highlight().unwrap()])
      expect(highlight(parent)).toMatchObject({ error: { kind: 'not-a-link', cardId: parent.cardId.value } });
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
