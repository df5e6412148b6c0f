import type { LocalEventHandler } from '../../../shared/application/EventHandler.ts';
import type { CardUpdatedEvent } from '../../cards/index.ts';
import type { FeedStore } from './FeedStore.ts';

/** Tells that a card looks different in the feeds that show it. Reads nothing but the event. */
export class FeedCardUpdatedHandler implements LocalEventHandler<CardUpdatedEvent> {
  readonly #feeds: FeedStore;

  constructor(feeds: FeedStore) {
    this.#feeds = feeds;
  }

  async handle({ cardId }: CardUpdatedEvent): Promise<void> {
    // Local: once. A second time would only say again what is so.
    await this.#feeds.updateCard(cardId.value);
  }
}
