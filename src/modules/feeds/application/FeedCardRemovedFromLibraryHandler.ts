import type { LocalEventHandler } from '../../../shared/application/EventHandler.ts';
import type { CardRemovedFromLibraryEvent } from '../../cards/index.ts';
import type { FeedStore } from './FeedStore.ts';

/** Takes back that a curator saved a card. Reads nothing but the event. */
export class FeedCardRemovedFromLibraryHandler implements LocalEventHandler<CardRemovedFromLibraryEvent> {
  readonly #feeds: FeedStore;

  constructor(feeds: FeedStore) {
    this.#feeds = feeds;
  }

  async handle(event: CardRemovedFromLibraryEvent): Promise<void> {
    // Only what stands is retracted: a second time changes nothing.
    await this.#feeds.retract({
      kind: 'CARD_ADDED_TO_LIBRARY',
      actorId: event.curatorId.value,
      cardId: event.cardId.value,
      at: event.dateTimeOccurred,
    });
  }
}
