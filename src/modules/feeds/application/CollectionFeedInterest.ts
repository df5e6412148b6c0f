import type { Interest, TailPage, TailSink } from '../../../shared/application/live/Interest.ts';
import type { FeedChange, FeedItem } from '../domain/FeedChange.ts';
import { backlogPageSize, type FeedBacklog } from './FeedBacklog.ts';
import type { FeedGroups } from './FeedGroups.ts';
import { itemsShownTo } from './itemsShownTo.ts';

/** What is done in one collection, as long as the viewer may see it. */
export class CollectionFeedInterest implements Interest<FeedChange, FeedItem> {
  readonly isInEveryDelivery = true;
  readonly #collectionId: string;
  readonly #viewerId: string | undefined;
  readonly #groups: FeedGroups;
  readonly #backlog: FeedBacklog;

  constructor(collectionId: string, viewerId: string | undefined, groups: FeedGroups, backlog: FeedBacklog) {
    this.#collectionId = collectionId;
    this.#viewerId = viewerId;
    this.#groups = groups;
    this.#backlog = backlog;
  }

  async readPage(after: number, upTo: number): Promise<TailPage<FeedItem>> {
    const through = Math.min(after + backlogPageSize, upTo);
    return { changes: this.select(await this.#backlog.changesIn(this.#collectionId, after, through)), through };
  }

  select(changes: readonly FeedChange[]): readonly FeedItem[] {
    const onlooker = { viewerId: this.#viewerId, isCollectionFeed: true };
    return itemsShownTo(onlooker, changes, ({ collectionId }) => collectionId === this.#collectionId);
  }

  join(tail: TailSink<FeedItem>): void {
    this.#groups.joinCollection(this.#collectionId, this.#viewerId, tail);
  }

  leave(tail: TailSink<FeedItem>): void {
    this.#groups.leaveCollection(this.#collectionId, this.#viewerId, tail);
  }
}
