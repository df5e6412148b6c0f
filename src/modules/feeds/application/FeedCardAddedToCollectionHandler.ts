import type { LocalEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { CardAddedToCollectionEvent } from '../../collections/index.ts';
import { audienceOf } from './audienceOf.ts';
import type { FeedStore } from './FeedStore.ts';

/** Shows in feeds, to those who see the collection, that a curator added a card to it. Reads nothing but the event. */
export class FeedCardAddedToCollectionHandler implements LocalEventHandler<CardAddedToCollectionEvent> {
  readonly #feeds: FeedStore;

  constructor(feeds: FeedStore) {
    this.#feeds = feeds;
  }

  async handle(event: CardAddedToCollectionEvent, { eventId, seq }: EventMetadata): Promise<void> {
    // The activity has the event's id: a second time changes nothing.
    await this.#feeds.add({
      id: eventId,
      seq,
      kind: 'CARD_ADDED_TO_COLLECTION',
      actorId: event.addedBy.value,
      cardId: event.cardId.value,
      collection: { id: event.collectionId.value, audience: audienceOf(event.audience) },
      createdAt: event.dateTimeOccurred,
    });
  }
}
