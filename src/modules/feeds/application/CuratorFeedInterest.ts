import type { Interest, TailPage, TailSink } from '../../../shared/application/live/Interest.ts';
import type { FeedChange, FeedItem } from '../domain/FeedChange.ts';
import { backlogPageSize, type FeedBacklog } from './FeedBacklog.ts';
import type { FeedGroups } from './FeedGroups.ts';
import { itemsShownTo } from './itemsShownTo.ts';

/** What one curator does, as far as the viewer may see it. */
export class CuratorFeedInterest implements Interest<FeedChange, FeedItem> {
  readonly isInEveryDelivery = true;
  readonly #curatorId: string;
  readonly #viewerId: string | undefined;
  readonly #groups: FeedGroups;
  readonly #backlog: FeedBacklog;

  constructor(curatorId: string, viewerId: string | undefined, groups: FeedGroups, backlog: FeedBacklog) {
    this.#curatorId = curatorId;
    this.#viewerId = viewerId;
    this.#groups = groups;
    this.#backlog = backlog;
  }

  async readPage(after: number, upTo: number): Promise<TailPage<FeedItem>> {
    const through = Math.min(after + backlogPageSize, upTo);
    return { changes: this.select(await this.#backlog.changesBy([this.#curatorId], after, through)), through };
  }

  select(changes: readonly FeedChange[]): readonly FeedItem[] {
    const onlooker = { viewerId: this.#viewerId, isCollectionFeed: false };
    return itemsShownTo(onlooker, changes, ({ actorId }) => actorId === this.#curatorId);
  }

  join(tail: TailSink<FeedItem>): void {
    this.#groups.joinCurator(this.#curatorId, this.#viewerId, tail);
  }

  leave(tail: TailSink<FeedItem>): void {
    this.#groups.leaveCurator(this.#curatorId, this.#viewerId, tail);
  }
}
