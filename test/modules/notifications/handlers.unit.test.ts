import { describe, expect, it } from 'vitest';
import { CardAddedToLibraryEvent, CardRemovedFromLibraryEvent } from '../../../src/modules/cards/index.ts';
import type { FanOut, Tidings } from '../../../src/modules/notifications/application/FanOut.ts';
import type { Due } from '../../../src/modules/notifications/application/inCompany.ts';
import { Notify } from '../../../src/modules/notifications/application/Notify.ts';
import { ofSave } from '../../../src/modules/notifications/application/notificationOf.ts';
import { everyone, type RecipientPages } from '../../../src/modules/notifications/application/RecipientPages.ts';
import { Retract } from '../../../src/modules/notifications/application/Retract.ts';
import type { Retraction } from '../../../src/modules/notifications/application/Retraction.ts';
import { alone, type Delivered, type KeyRange } from '../../../src/shared/application/EventHandler.ts';
import type { IDomainEvent } from '../../../src/shared/domain/events/IDomainEvent.ts';
import { ada, bob, cardId, noon } from '../../support/cards.ts';
import { metadata } from '../../support/events.ts';

const pages: readonly [KeyRange, KeyRange, KeyRange] = [
  { after: null, upTo: 'did:plc:f' },
  { after: 'did:plc:f', upTo: 'did:plc:p' },
  { after: 'did:plc:p', upTo: null },
];

/** Recipients in three pages: those of events that concern many are more than others wait for. */
class Pages<Event extends IDomainEvent> implements RecipientPages<Event> {
  readonly #concernsMany: (event: Event) => boolean;

  constructor(concernsMany: (event: Event) => boolean = () => false) {
    this.#concernsMany = concernsMany;
  }

  async concerningFew(deliveries: readonly Delivered<Event>[]): Promise<ReadonlySet<Delivered<Event>>> {
    return new Set(deliveries.filter(({ event }) => !this.#concernsMany(event)));
  }

  async split(_delivery?: Delivered<Event>): Promise<readonly KeyRange[]> {
    return pages;
  }
}

/** Who keep what they are told. */
class Recipients extends Pages<CardAddedToLibraryEvent> implements FanOut<CardAddedToLibraryEvent> {
  readonly told: Omit<Tidings<CardAddedToLibraryEvent>, 'event'>[] = [];

  async notify(tidings: readonly Tidings<CardAddedToLibraryEvent>[]): Promise<void> {
    this.told.push(...tidings.map(({ notification, range }) => ({ notification, range })));
  }
}

/** Who keep what is taken back, of some pages not at once. */
class Told extends Pages<CardRemovedFromLibraryEvent> implements Retraction<CardRemovedFromLibraryEvent> {
  readonly retracted: [bigint, KeyRange][] = [];
  readonly #takesLong = new Set<KeyRange>();

  constructor({ concernsMany, takesLong = [] }: Partial<ToldOptions> = {}) {
    super(concernsMany);
    this.#takesLong = new Set(takesLong);
  }

  override async split({ page }: Delivered<CardRemovedFromLibraryEvent>): Promise<readonly KeyRange[]> {
    return page ? [page] : super.split();
  }

  async retract(due: readonly Due<CardRemovedFromLibraryEvent>[]) {
    this.retracted.push(...due.map(({ delivery, range }): [bigint, KeyRange] => [delivery.metadata.seq, range]));
    return due.filter(({ range }) => this.#takesLong.delete(range));
  }
}

interface ToldOptions {
  readonly concernsMany: (event: CardRemovedFromLibraryEvent) => boolean;
  readonly takesLong: readonly KeyRange[];
}

describe('telling recipients', () => {
  const saved = new CardAddedToLibraryEvent(cardId(), ada, 'URL', 'https://example.org/', undefined, noon());
  const savedAgain = new CardAddedToLibraryEvent(cardId(), bob, 'URL', 'https://example.org/', undefined, noon());
  const standing = { hold: async <Event>(events: readonly Event[]) => new Set(events) };
  const notifying = (recipients: Recipients, causes = standing) =>
    new Notify({ causes, recipients, notificationOf: ofSave('CARD_SAVED') });
  const due = (event: CardAddedToLibraryEvent, page?: KeyRange) => ({ event, metadata: metadata(7), page });

  it('does the first page alone, and returns the further ones', async () => {
    const recipients = new Recipients();
    expect(await notifying(recipients).handle(saved, metadata(7), undefined)).toEqual(pages.slice(1));
    expect(recipients.told).toEqual([{ notification: ofSave('CARD_SAVED')(saved, metadata(7)), range: pages[0] }]);
  });

  it('does the page that it is given, and returns none', async () => {
    const recipients = new Recipients();
    expect(await notifying(recipients).handle(saved, metadata(7), pages[1])).toEqual([]);
    expect(recipients.told).toMatchObject([{ range: pages[1] }]);
  });

  it('does pages and what concerns few together, whole', async () => {
    const recipients = new Recipients();
    expect(await notifying(recipients).handleAll([due(saved), due(savedAgain, pages[2])])).toEqual([[], []]);
    expect(recipients.told.map(({ range }) => range)).toEqual([everyone, pages[2]]);
  });

  it('gives back what concerns many, having done nothing for it, but not a page of it', async () => {
    const recipients = new Recipients((event) => event === saved);
    const deliveries = [due(saved), due(savedAgain), due(saved, pages[1])];
    expect(await notifying(recipients).handleAll(deliveries)).toEqual([alone, [], []]);
    expect(recipients.told.map(({ range }) => range)).toEqual([everyone, pages[1]]);
  });

  it('tells of those that stand, whatever comes with them', async () => {
    const recipients = new Recipients();
    const causes = { hold: async <Event>(events: readonly Event[]) => new Set(events.slice(1)) };
    expect(await notifying(recipients, causes).handleAll([due(saved), due(savedAgain)])).toEqual([[], []]);
    expect(recipients.told).toMatchObject([{ notification: { actorId: bob.value } }]);
  });

  it('tells nobody of what was undone', async () => {
    const recipients = new Recipients();
    const causes = { hold: async <Event>(_events: readonly Event[]) => new Set<Event>() };
    for (const page of [undefined, pages[1]]) {
      expect(await notifying(recipients, causes).handle(saved, metadata(7), page)).toEqual([]);
    }
    expect(recipients.told).toEqual([]);
  });
});

describe('taking back', () => {
  const removed = new CardRemovedFromLibraryEvent(cardId(), ada, noon());
  const removedAgain = new CardRemovedFromLibraryEvent(cardId(), bob, noon());

  it('goes a page at a time, of what came before its event', async () => {
    const told = new Told();
    const handler = new Retract(told);
    expect(await handler.handle(removed, metadata(9), undefined)).toEqual(pages.slice(1));
    expect(await handler.handle(removed, metadata(9), pages[2])).toEqual([]);
    expect(told.retracted).toEqual([
      [9n, pages[0]],
      [9n, pages[2]],
    ]);
  });

  it('leaves what takes too long for one transaction to another', async () => {
    const told = new Told({ takesLong: [pages[0], pages[1]] });
    const handler = new Retract(told);
    expect(await handler.handle(removed, metadata(9), undefined)).toEqual(pages);
    expect(await handler.handle(removed, metadata(9), pages[1])).toEqual([pages[1]]);
    expect(await handler.handle(removed, metadata(9), pages[1])).toEqual([]);
  });

  it('goes together where it concerns few, and gives back what concerns many', async () => {
    const told = new Told({ concernsMany: (event) => event === removed, takesLong: [everyone] });
    const deliveries = [
      { event: removed, metadata: metadata(9), page: undefined },
      { event: removedAgain, metadata: metadata(10), page: undefined },
    ];
    expect(await new Retract(told).handleAll(deliveries)).toEqual([alone, [everyone]]);
    expect(told.retracted).toEqual([[10n, everyone]]);
  });
});
