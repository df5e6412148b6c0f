import type { Interest, TailPage, TailSink } from '../../../shared/application/live/Interest.ts';
import { type FeedChange, type FeedItem, isSaving } from '../domain/FeedChange.ts';
import { backlogPageSize, type FeedBacklog } from './FeedBacklog.ts';
import type { FeedGroups } from './FeedGroups.ts';
import { itemsShownTo } from './itemsShownTo.ts';

/** Who saves one card, as far as the viewer may see it. */
export class CardFeedInterest implements Interest<FeedChange, FeedItem> {
  readonly isInEveryDelivery = true;
  readonly #cardId: string;
  readonly #viewerId: string | undefined;
  readonly #groups: FeedGroups;
  readonly #backlog: FeedBacklog;

  constructor(cardId: string, viewerId: string | undefined, groups: FeedGroups, backlog: FeedBacklog) {
    this.#cardId = cardId;
    this.#viewerId = viewerId;
    this.#groups = groups;
    this.#backlog = backlog;
  }

  async readPage(after: number, upTo: number): Promise<TailPage<FeedItem>> {
    const through = Math.min(after + backlogPageSize, upTo);
    return { changes: this.select(await this.#backlog.savingsOf(this.#cardId, after, through)), through };
  }

  select(changes: readonly FeedChange[]): readonly FeedItem[] {
    const onlooker = { viewerId: this.#viewerId, isCollectionFeed: false };
    return itemsShownTo(onlooker, changes, (change) => isSaving(change) && change.cardId === this.#cardId);
  }

  join(tail: TailSink<FeedItem>): void {
    this.#groups.joinCard(this.#cardId, this.#viewerId, tail);
  }

  leave(tail: TailSink<FeedItem>): void {
    this.#groups.leaveCard(this.#cardId, this.#viewerId, tail);
  }
}
