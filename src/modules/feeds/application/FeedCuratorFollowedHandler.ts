import type { LocalEventHandler } from '../../../shared/application/EventHandler.ts';
import type { CuratorFollowedEvent } from '../../curators/index.ts';
import type { FeedStore } from './FeedStore.ts';

/** Lets the follower's feed have what the curator does, or what is done in the collection, from now on. Reads nothing but the event. */
export class FeedCuratorFollowedHandler implements LocalEventHandler<CuratorFollowedEvent> {
  readonly #feeds: FeedStore;

  constructor(feeds: FeedStore) {
    this.#feeds = feeds;
  }

  async handle({ followerId, target }: CuratorFollowedEvent): Promise<void> {
    // Local: once, in the transaction that writes the follow. The live feeds rely on the two changing together.
    await this.#feeds.changeAudience({ followerId: followerId.value, targetId: target.id.value, following: true });
  }
}
