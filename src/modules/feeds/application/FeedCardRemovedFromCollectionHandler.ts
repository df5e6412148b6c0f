import type { LocalEventHandler } from '../../../shared/application/EventHandler.ts';
import type { CardRemovedFromCollectionEvent } from '../../collections/index.ts';
import type { FeedStore } from './FeedStore.ts';

/** Takes back that a curator added a card to a collection. Reads nothing but the event. */
export class FeedCardRemovedFromCollectionHandler implements LocalEventHandler<CardRemovedFromCollectionEvent> {
  readonly #feeds: FeedStore;

  constructor(feeds: FeedStore) {
    this.#feeds = feeds;
  }

  async handle(event: CardRemovedFromCollectionEvent): Promise<void> {
    // Only what stands is retracted: a second time changes nothing.
    await this.#feeds.retract({
      kind: 'CARD_ADDED_TO_COLLECTION',
      actorId: event.addedBy.value,
      cardId: event.cardId.value,
      collectionId: event.collectionId.value,
      at: event.dateTimeOccurred,
    });
  }
}
