import type { LocalEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { CardAddedToLibraryEvent } from '../../cards/index.ts';
import type { FeedStore } from './FeedStore.ts';

/** Shows in feeds that a curator saved a card. Reads nothing but the event. */
export class FeedCardAddedToLibraryHandler implements LocalEventHandler<CardAddedToLibraryEvent> {
  readonly #feeds: FeedStore;

  constructor(feeds: FeedStore) {
    this.#feeds = feeds;
  }

  async handle(event: CardAddedToLibraryEvent, { eventId, seq }: EventMetadata): Promise<void> {
    // The activity has the event's id: a second time changes nothing.
    await this.#feeds.add({
      id: eventId,
      seq,
      kind: 'CARD_ADDED_TO_LIBRARY',
      actorId: event.curatorId.value,
      cardId: event.cardId.value,
      createdAt: event.dateTimeOccurred,
    });
  }
}
