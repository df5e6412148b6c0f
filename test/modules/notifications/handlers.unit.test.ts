import { describe, expect, it } from 'vitest';
import { CardAddedToLibraryEvent, CardRemovedFromLibraryEvent } from '../../../src/modules/cards/index.ts';
import { CuratorFollowedEvent } from '../../../src/modules/curators/index.ts';
import type { FanOut } from '../../../src/modules/notifications/application/FanOut.ts';
import { NotifyCardSaved } from '../../../src/modules/notifications/application/NotifyCardSaved.ts';
import { NotifyFollowed } from '../../../src/modules/notifications/application/NotifyFollowed.ts';
import { NotifyFollowersOfSave } from '../../../src/modules/notifications/application/NotifyFollowersOfSave.ts';
import type { Retraction } from '../../../src/modules/notifications/application/Retraction.ts';
import { RetractSaved } from '../../../src/modules/notifications/application/RetractSaved.ts';
import type { StandingCause } from '../../../src/modules/notifications/application/StandingCause.ts';
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

  async split(): Promise<readonly KeyRange[]> {
    return pages;
  }

  async notify(_event: Event, notification: NewNotification, range: KeyRange): Promise<void> {
    this.told.push({ notification, range });
  }
}

const stands: StandingCause<unknown> = { hold: async () => true };
const isUndone: StandingCause<unknown> = { hold: async () => false };

const saved = new CardAddedToLibraryEvent(cardId(), ada, 'URL', 'https://example.org/', undefined, noon());
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

  it('tells nobody of a save that was undone', async () => {
    const recipients = new Recipients<CardAddedToLibraryEvent>();
    for (const page of [undefined, pages[1]]) {
      expect(await new Handler(isUndone, recipients).handle(saved, metadata(7), page)).toEqual([]);
    }
    expect(recipients.told).toEqual([]);
  });
});

describe('NotifyFollowed', () => {
  const followed = new CuratorFollowedEvent(new UniqueEntityID('follow'), ada, bob, noon());

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
