import type { Interest, TailPage, TailSink } from '../../../shared/application/live/Interest.ts';
import {
  type FeedChange,
  type FeedFollowChange,
  type FeedItem,
  inHindsight,
  isFollowChange,
  isItemChange,
  shownTo,
  targetsOf,
} from '../domain/FeedChange.ts';
import { backlogPageSize, type FeedBacklog } from './FeedBacklog.ts';
import type { FeedGroups } from './FeedGroups.ts';

/**
 * What those do whom a viewer follows, and what is done in collections that the viewer follows, each activity judged by whom and what the viewer followed at its position. So it carries that set along,
 * from `prepare` on, through every change that it walks over, until the viewer's group takes it over at `join`.
 */
export class FollowingFeedInterest implements Interest<FeedChange, FeedItem> {
  readonly isInEveryDelivery = true;
  readonly #viewerId: string;
  readonly #groups: FeedGroups;
  readonly #backlog: FeedBacklog;
  #followees = new Set<string>();

  constructor(viewerId: string, groups: FeedGroups, backlog: FeedBacklog) {
    this.#viewerId = viewerId;
    this.#groups = groups;
    this.#backlog = backlog;
  }

  async prepare(position: number): Promise<void> {
    this.#followees = new Set(await this.#backlog.followeesAt(this.#viewerId, position));
  }

  async readPage(after: number, upTo: number): Promise<TailPage<FeedItem>> {
    const through = Math.min(after + backlogPageSize, upTo);
    const changes = await this.#backlog.changesOf([this.#viewerId, ...this.#followees], after, through);
    // What was done by or in what the viewer begins to follow in this page was not read: the page ends there, and the next one has it.
    const cut = changes.find((change) => this.#beginsToFollow(change))?.position ?? through;
    return { changes: this.#walk(changes.filter((change) => change.position <= cut)), through: cut };
  }

  select(changes: readonly FeedChange[]): readonly FeedItem[] {
    return this.#walk(changes);
  }

  join(tail: TailSink<FeedItem>): void {
    this.#groups.joinFollowing(this.#viewerId, this.#followees, tail);
  }

  leave(tail: TailSink<FeedItem>): void {
    this.#groups.leaveFollowing(this.#viewerId, tail);
  }

  #walk(changes: readonly FeedChange[]): readonly FeedItem[] {
    const items: FeedItem[] = [];
    for (const change of inHindsight(changes)) {
      if (isFollowChange(change)) this.#changeAudience(change);
      else if (isItemChange(change) && targetsOf(change).some((target) => this.#followees.has(target))) {
        const item = shownTo(change, { viewerId: this.#viewerId, isCollectionFeed: false });
        if (item) items.push(item);
      }
    }
    return items;
  }

  #beginsToFollow(change: FeedChange): boolean {
    return isFollowChange(change) && change.actorId === this.#viewerId && change.following;
  }

  #changeAudience({ actorId, targetId, following }: FeedFollowChange): void {
    if (actorId !== this.#viewerId) return;
    if (following) this.#followees.add(targetId);
    else this.#followees.delete(targetId);
  }
}
