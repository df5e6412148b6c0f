import type { LocalEventHandler } from '../../../shared/application/EventHandler.ts';
import type { CuratorMutedEvent, CuratorUnmutedEvent } from '../../curators/index.ts';
import type { FeedStore } from './FeedStore.ts';

/** Hides from a curator what is done by or in what they mute, from now on, or shows it again. Reads nothing but the event. */
export class FeedMuteHandler implements LocalEventHandler<CuratorMutedEvent | CuratorUnmutedEvent> {
  readonly #feeds: FeedStore;
  readonly #op: 'MUTED' | 'UNMUTED';

  /** @param op what its events tell. */
  constructor(feeds: FeedStore, op: 'MUTED' | 'UNMUTED') {
    this.#feeds = feeds;
    this.#op = op;
  }

  async handle({ curatorId, target }: CuratorMutedEvent | CuratorUnmutedEvent): Promise<void> {
    // Local: once, in the transaction that writes the mute. The live feeds rely on the two changing together.
    await this.#feeds.changeHiding({ op: this.#op, actorId: curatorId.value, targetId: target.id.value });
  }
}
