import type { LocalEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type {
  CollaboratorAddedEvent,
  CollaboratorRemovedEvent,
  CollectionUpdatedEvent,
} from '../../collections/index.ts';
import { audienceOf } from './audienceOf.ts';
import type { FeedStore } from './FeedStore.ts';

/** Shows what was added to a collection to those who see it now, and takes it back from all others. Reads nothing but the event. */
export class FeedCollectionAudienceHandler
  implements LocalEventHandler<CollectionUpdatedEvent | CollaboratorAddedEvent | CollaboratorRemovedEvent>
{
  readonly #feeds: FeedStore;

  constructor(feeds: FeedStore) {
    this.#feeds = feeds;
  }

  async handle(
    { collectionId, audience }: CollectionUpdatedEvent | CollaboratorAddedEvent | CollaboratorRemovedEvent,
    { seq }: EventMetadata,
  ): Promise<void> {
    // It says who is shown it, not how that changed: a second time changes nothing.
    await this.#feeds.showCollection(collectionId.value, seq, audienceOf(audience));
  }
}
