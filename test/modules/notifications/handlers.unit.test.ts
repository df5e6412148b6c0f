import { describe, expect, it } from 'vitest';
import { CardAddedToLibraryEvent, CardRemovedFromLibraryEvent } from '../../../src/modules/cards/index.ts';
import { CuratorFollowedEvent, curatorTarget } from '../../../src/modules/curators/index.ts';
import type { FanOut, Split, Tidings } from '../../../src/modules/notifications/application/FanOut.ts';
import { NotifyCardSaved } from '../../../src/modules/notifications/application/NotifyCardSaved.ts';
import { NotifyFollowed } from '../../../src/modules/notifications/application/NotifyFollowed.ts';
import { NotifyFollowersOfSave } from '../../../src/modules/notifications/application/NotifyFollowersOfSave.ts';
import type { Retraction } from '../../../src/modules/notifications/application/Retraction.ts';
import { RetractSaved } from '../../../src/modules/notifications/application/RetractSaved.ts';
import type { NewNotification } from '../../../src/modules/notifications/domain/NewNotification.ts';
import type { KeyRange } from '../../../src/shared/application/EventHandler.ts';
import { UniqueEntityID } from '../../../src/shared/domain/UniqueEntityID.ts';
import { ada, bob, cardId, noon } from '../../support/cards.ts';
import { metadata } from '../../support/events.ts';

const pages: readonly [KeyRange, KeyRange, KeyRange] = [
  { after: null, upTo: 'did:plc:f' },
  { after: 'did:plc:f', upTo: 'did:plc:p' },
  { after: 'did:plc:p', upTo: null },
];

/** Recipients in three pages, who keep what they are told. */
class Recipients<Event> implements FanOut<Event> {
  readonly told: { notification: NewNotification; range: KeyRange }[] = [];
  readonly #count: number;

  /** @param count of each event. */
  constructor(count = 2_500) {
    this.#count = count;
  }

  async split(events: readonly Event[]): Promise<ReadonlyMap<Event, Split>> {
    return new Map(events.map((event) => [event, { ranges: pages, recipients: this.#count }]));
  }

  async notify(tidings: readonly Tidings<Event>[]): Promise<void> {
    this.told.push(...tidings.map(({ notification, range }) => ({ notification, range })));
  }
}

const stands = { hold: async <Event>(events: readonly Event[]) => new Set(events) };
const isUndone = { hold: async <Event>(_events: readonly Event[]) => new Set<Event>() };

const saved = new CardAddedToLibraryEvent(cardId(), ada, 'URL', 'https://example.org/', undefined, noon());
const savedAgain = new CardAddedToLibraryEvent(cardId(), bob, 'URL', 'https://example.org/', undefined, noon());
const notification = {
  correlationId: metadata(7).correlationId,
  seq: 7n,
  actorId: ada.value,
  cardId: cardId().value,
  createdAt: noon(),
};

describe.each([
  { handler: NotifyCardSaved, kind: 'CARD_SAVED' },
  { handler: NotifyFollowersOfSave, kind: 'FOLLOWED_CURATOR_ADDED' },
])('$handler.name', ({ handler: Handler, kind }) => {
  it('tells the first page at once, and returns the further ones', async () => {
    const recipients = new Recipients<CardAddedToLibraryEvent>();
    expect(await new Handler(stands, recipients).handle(saved, metadata(7), undefined)).toEqual(pages.slice(1));
    expect(recipients.told).toEqual([{ notification: { ...notification, kind }, range: pages[0] }]);
  });

  it('tells the page that it is given, and returns none', async () => {
    const recipients = new Recipients<CardAddedToLibraryEvent>();
    expect(await new Handler(stands, recipients).handle(saved, metadata(7), pages[1])).toEqual([]);
    expect(recipients.told).toEqual([{ notification: { ...notification, kind }, range: pages[1] }]);
  });

  it('tells first pages and further ones of several saves together', async () => {
    const recipients = new Recipients<CardAddedToLibraryEvent>(100);
    const deliveries = [
      { event: saved, metadata: metadata(7), page: undefined },
      { event: savedAgain, metadata: metadata(7), page: pages[2] },
    ];
    expect(await new Handler(stands, recipients).handleAll(deliveries)).toEqual([pages.slice(1), []]);
    expect(recipients.told.map(({ range }) => range)).toEqual([pages[0], pages[2]]);
  });

  it('leaves all pages of a save that concerns many, so that others do not wait for it', async () => {
    const recipients = new Recipients<CardAddedToLibraryEvent>(101);
    const deliveries = [saved, savedAgain].map((event) => ({ event, metadata: metadata(7), page: undefined }));
    expect(await new Handler(stands, recipients).handleAll(deliveries)).toEqual([pages, pages]);
    expect(recipients.told).toEqual([]);
  });

  it('tells of those that stand, whatever comes with them', async () => {
    const recipients = new Recipients<CardAddedToLibraryEvent>(1);
    const causes = { hold: async <Event>(events: readonly Event[]) => new Set(events.slice(1)) };
    const deliveries = [saved, savedAgain].map((event) => ({ event, metadata: metadata(7), page: undefined }));
    expect(await new Handler(causes, recipients).handleAll(deliveries)).toEqual([[], pages.slice(1)]);
    expect(recipients.told).toHaveLength(1);
  });

  it('tells nobody of a save that was undone', async () => {
    const recipients = new Recipients<CardAddedToLibraryEvent>();
    for (const page of [undefined, pages[1]]) {
      expect(await new Handler(isUndone, recipients).handle(saved, metadata(7), page)).toEqual([]);
    }
    expect(recipients.told).toEqual([]);
  });
});

describe('NotifyFollowed', () => {
  const followed = new CuratorFollowedEvent(new UniqueEntityID('follow'), ada, curatorTarget(bob), noon());

  it('tells the followed', async () => {
    const recipients = new Recipients<CuratorFollowedEvent>();
    expect(await new NotifyFollowed(stands, recipients).handle(followed, metadata(7))).toEqual([]);
    expect(recipients.told).toEqual([
      { notification: { ...notification, kind: 'FOLLOWED_YOU', cardId: null }, range: { after: null, upTo: null } },
    ]);
  });

  it('tells nobody of a follow that was undone', async () => {
    const recipients = new Recipients<CuratorFollowedEvent>();
    expect(await new NotifyFollowed(isUndone, recipients).handle(followed, metadata(7))).toEqual([]);
    expect(recipients.told).toEqual([]);
  });
});

describe('RetractSaved', () => {
  it('retracts what came before its event, a page at a time', async () => {
    const retracted: [bigint, KeyRange][] = [];
    const retraction: Retraction<CardRemovedFromLibraryEvent> = {
      split: async () => pages,
      retract: async (_event, before, range) => void retracted.push([before, range]),
    };
    const handler = new RetractSaved(retraction);
    const removed = new CardRemovedFromLibraryEvent(cardId(), ada, noon());
    expect(await handler.handle(removed, metadata(9), undefined)).toEqual(pages.slice(1));
    expect(await handler.handle(removed, metadata(9), pages[2])).toEqual([]);
    expect(retracted).toEqual([
      [9n, pages[0]],
      [9n, pages[2]],
    ]);
  });
});
