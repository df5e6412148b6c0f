import type { LocalEventHandler } from '../../../shared/application/EventHandler.ts';
import type { CuratorUnfollowedEvent } from '../../curators/index.ts';
import type { FeedStore } from './FeedStore.ts';

/** Keeps what the curator does, or what is done in the collection, from now on out of the former follower's feed. Reads nothing but the event. */
export class FeedCuratorUnfollowedHandler implements LocalEventHandler<CuratorUnfollowedEvent> {
  readonly #feeds: FeedStore;

  constructor(feeds: FeedStore) {
    this.#feeds = feeds;
  }

  async handle({ followerId, target }: CuratorUnfollowedEvent): Promise<void> {
    // Local: once, in the transaction that ends the follow. The live feeds rely on the two changing together.
    await this.#feeds.changeAudience({ followerId: followerId.value, targetId: target.id.value, following: false });
  }
}
