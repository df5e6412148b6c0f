import type { TailSink } from '../../../shared/application/live/Interest.ts';
import { type FeedItem, type FeedItemChange, shownTo } from '../domain/FeedChange.ts';

type Tail = TailSink<FeedItem>;

/** The live subscribers of one feed on this instance, by who they are. It is given each change once, and hands it to those who are shown it. */
export class TailGroup {
  readonly #isCollectionFeed: boolean;
  readonly #viewers = new Map<string | undefined, Set<Tail>>();

  constructor({ isCollectionFeed = false }: { readonly isCollectionFeed?: boolean } = {}) {
    this.#isCollectionFeed = isCollectionFeed;
  }

  get isEmpty(): boolean {
    return this.#viewers.size === 0;
  }

  /** @param viewerId undefined for one without a token. */
  add(viewerId: string | undefined, tail: Tail): void {
    const tails = this.#viewers.get(viewerId) ?? new Set();
    tails.add(tail);
    this.#viewers.set(viewerId, tails);
  }

  delete(viewerId: string | undefined, tail: Tail): void {
    const tails = this.#viewers.get(viewerId);
    tails?.delete(tail);
    if (tails?.size === 0) this.#viewers.delete(viewerId);
  }

  /** @param hiddenFrom the viewers who are not shown it, whoever else is; but that it is gone is told them as well. */
  deliver(change: FeedItemChange, hiddenFrom: ReadonlySet<string>): void {
    const isCollectionFeed = this.#isCollectionFeed;
    // Those of now: who joins while others are told has read it from memory.
    const present = Array.from(this.#viewers);
    for (const [viewerId, tails] of present) {
      const item = shownTo(change, { viewerId, isCollectionFeed });
      const isHidden = viewerId !== undefined && hiddenFrom.has(viewerId);
      if (!item || (isHidden && item.op !== 'REMOVED')) continue;
      const theirs = Array.from(tails);
      for (const tail of theirs) if (tails.has(tail)) tail.push(item);
    }
  }
}
