import type { Interest, TailPage, TailSink } from '../../../shared/application/live/Interest.ts';
import { type FeedChange, type FeedHidingChange, type FeedItem, isHidingChange } from '../domain/FeedChange.ts';
import { type Hiding, hiders, hidingsOf } from '../domain/Hiding.ts';
import { backlogPageSize, type FeedBacklog } from './FeedBacklog.ts';
import type { HidingIndex } from './HidingIndex.ts';

export interface VisibleFeedParts {
  readonly viewerId: string;
  readonly feed: Interest<FeedChange, FeedItem>;
  readonly index: HidingIndex;
  readonly backlog: Pick<FeedBacklog, 'hidingsAt' | 'hidingChanges'>;
}

/**
 * A feed without what is hidden from the viewer, each activity judged by what the viewer muted and blocked, and who blocked the viewer, at its position. So it
 * carries that along, from `prepare` on, until the instance's index takes it over at `join`: what is pushed is judged there. That something is gone is never
 * hidden: it may be on the screen of somebody who does not know of a block, and it says nothing but an id.
 */
export class VisibleFeedInterest implements Interest<FeedChange, FeedItem> {
  readonly isInEveryDelivery = true;
  readonly #parts: VisibleFeedParts;
  #hidings = new Set<Hiding>();

  constructor(parts: VisibleFeedParts) {
    this.#parts = parts;
  }

  async prepare(position: number): Promise<void> {
    const { viewerId, feed, backlog } = this.#parts;
    await feed.prepare?.(position);
    this.#hidings = new Set(await backlog.hidingsAt(viewerId, position));
  }

  async readPage(after: number, upTo: number): Promise<TailPage<FeedItem>> {
    const { viewerId, feed, backlog } = this.#parts;
    const end = Math.min(after + backlogPageSize, upTo);
    // Before the page: if this rejects, the feed has not moved either.
    const hidingChanges = await backlog.hidingChanges(viewerId, after, end);
    const { changes, through } = await feed.readPage(after, end);
    return {
      changes: this.#walk(
        changes,
        hidingChanges.filter(({ position }) => position <= through),
      ),
      through,
    };
  }

  select(changes: readonly FeedChange[]): readonly FeedItem[] {
    return this.#walk(this.#parts.feed.select(changes), changes.filter(isHidingChange));
  }

  join(tail: TailSink<FeedItem>): void {
    const { viewerId, feed, index } = this.#parts;
    index.join(viewerId, this.#hidings);
    feed.join(tail);
  }

  leave(tail: TailSink<FeedItem>): void {
    const { viewerId, feed, index } = this.#parts;
    feed.leave(tail);
    index.leave(viewerId);
  }

  /** Each in the order of positions; afterwards it stands behind all of both. */
  #walk(items: readonly FeedItem[], hidingChanges: readonly FeedHidingChange[]): readonly FeedItem[] {
    if (this.#hidings.size === 0 && hidingChanges.length === 0) return items;
    const visible: FeedItem[] = [];
    for (const change of [...items, ...hidingChanges].toSorted((one, other) => one.position - other.position)) {
      if (isHidingChange(change)) this.#move(change);
      else if (change.op === 'REMOVED' || !hiders(change).some((hiding) => this.#hidings.has(hiding)))
        visible.push(change);
    }
    return visible;
  }

  #move(change: FeedHidingChange): void {
    for (const { viewerId, hiding, holds } of hidingsOf(change)) {
      if (viewerId !== this.#parts.viewerId) continue;
      if (holds) this.#hidings.add(hiding);
      else this.#hidings.delete(hiding);
    }
  }
}
