import type { Interest, TailPage, TailSink } from '../../../shared/application/live/Interest.ts';
import type { FeedChange, FeedItem } from '../domain/FeedChange.ts';
import { backlogPageSize, type FeedBacklog } from './FeedBacklog.ts';
import type { FeedGroups } from './FeedGroups.ts';
import { itemsShownTo } from './itemsShownTo.ts';

/** Everything that anybody does, as far as the viewer may see it. */
export class GlobalFeedInterest implements Interest<FeedChange, FeedItem> {
  readonly isInEveryDelivery = true;
  readonly #viewerId: string | undefined;
  readonly #groups: FeedGroups;
  readonly #backlog: FeedBacklog;

  constructor(viewerId: string | undefined, groups: FeedGroups, backlog: FeedBacklog) {
    this.#viewerId = viewerId;
    this.#groups = groups;
    this.#backlog = backlog;
  }

  async readPage(after: number, upTo: number): Promise<TailPage<FeedItem>> {
    const through = Math.min(after + backlogPageSize, upTo);
    return { changes: this.select(await this.#backlog.changesBy('all', after, through)), through };
  }

  select(changes: readonly FeedChange[]): readonly FeedItem[] {
    return itemsShownTo({ viewerId: this.#viewerId, isCollectionFeed: false }, changes);
  }

  join(tail: TailSink<FeedItem>): void {
    this.#groups.joinGlobal(this.#viewerId, tail);
  }

  leave(tail: TailSink<FeedItem>): void {
    this.#groups.leaveGlobal(this.#viewerId, tail);
  }
}
