import type { LocalEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { CollectionDeletedEvent } from '../../collections/index.ts';
import type { FeedStore } from './FeedStore.ts';

/** Takes back all that was added to a collection. Reads nothing but the event. */
export class FeedCollectionDeletedHandler implements LocalEventHandler<CollectionDeletedEvent> {
  readonly #feeds: FeedStore;

  constructor(feeds: FeedStore) {
    this.#feeds = feeds;
  }

  async handle(event: CollectionDeletedEvent, { seq }: EventMetadata): Promise<void> {
    // Only what stands is retracted: a second time changes nothing.
    await this.#feeds.retractCollection(event.collectionId.value, seq, event.dateTimeOccurred);
  }
}
