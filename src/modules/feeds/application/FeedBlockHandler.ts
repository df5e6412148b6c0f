import type { LocalEventHandler } from '../../../shared/application/EventHandler.ts';
import type { CuratorBlockedEvent, CuratorUnblockedEvent } from '../../curators/index.ts';
import type { FeedStore } from './FeedStore.ts';

/** Hides from each of two curators what the other does, from now on, or shows it again. Reads nothing but the event. */
export class FeedBlockHandler implements LocalEventHandler<CuratorBlockedEvent | CuratorUnblockedEvent> {
  readonly #feeds: FeedStore;
  readonly #op: 'BLOCKED' | 'UNBLOCKED';

  /** @param op what its events tell. */
  constructor(feeds: FeedStore, op: 'BLOCKED' | 'UNBLOCKED') {
    this.#feeds = feeds;
    this.#op = op;
  }

  async handle({ blockerId, blockedId }: CuratorBlockedEvent | CuratorUnblockedEvent): Promise<void> {
    // Local: once, in the transaction that writes the block. The live feeds rely on the two changing together.
    await this.#feeds.changeHiding({ op: this.#op, actorId: blockerId.value, targetId: blockedId.value });
  }
}
