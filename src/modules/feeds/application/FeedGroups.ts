import type { TailSink } from '../../../shared/application/live/Interest.ts';
import {
  type FeedChange,
  type FeedItem,
  type FeedItemChange,
  inHindsight,
  isFollowChange,
  isHidingChange,
  isItemChange,
  isSaving,
} from '../domain/FeedChange.ts';
import { FollowingGroups } from './FollowingGroups.ts';
import { HidingIndex } from './HidingIndex.ts';
import { TailGroup } from './TailGroup.ts';
import { TailGroups } from './TailGroups.ts';

type Tail = TailSink<FeedItem>;

/** The live subscribers of this instance, by what they listen to: a change finds the groups it concerns without asking the others. */
export class FeedGroups {
  readonly #global = new TailGroup();
  readonly #curators = new TailGroups();
  readonly #collections = new TailGroups({ isCollectionFeed: true });
  readonly #cards = new TailGroups();
  readonly #following = new FollowingGroups();
  /** Of the viewers among them. */
  readonly hidings = new HidingIndex();

  /** Nobody listens, and nothing is kept of who did. */
  get isEmpty(): boolean {
    const groups = [this.#global, this.#curators, this.#collections, this.#cards, this.#following, this.hidings];
    return groups.every(({ isEmpty }) => isEmpty);
  }

  /** Each change of the log, in order. */
  deliver(changes: readonly FeedChange[]): void {
    for (const change of inHindsight(changes)) {
      if (isItemChange(change)) this.#deliverItem(change);
      else if (isFollowChange(change)) this.#following.changeAudience(change);
      else if (isHidingChange(change)) this.hidings.change(change);
    }
  }

  joinGlobal(viewerId: string | undefined, tail: Tail): void {
    this.#global.add(viewerId, tail);
  }

  leaveGlobal(viewerId: string | undefined, tail: Tail): void {
    this.#global.delete(viewerId, tail);
  }

  joinCurator(curatorId: string, viewerId: string | undefined, tail: Tail): void {
    this.#curators.join(curatorId, viewerId, tail);
  }

  leaveCurator(curatorId: string, viewerId: string | undefined, tail: Tail): void {
    this.#curators.leave(curatorId, viewerId, tail);
  }

  joinCollection(collectionId: string, viewerId: string | undefined, tail: Tail): void {
    this.#collections.join(collectionId, viewerId, tail);
  }

  leaveCollection(collectionId: string, viewerId: string | undefined, tail: Tail): void {
    this.#collections.leave(collectionId, viewerId, tail);
  }

  joinCard(cardId: string, viewerId: string | undefined, tail: Tail): void {
    this.#cards.join(cardId, viewerId, tail);
  }

  leaveCard(cardId: string, viewerId: string | undefined, tail: Tail): void {
    this.#cards.leave(cardId, viewerId, tail);
  }

  /** @param followees whom and what the viewer follows at the log's present position. */
  joinFollowing(viewerId: string, followees: ReadonlySet<string>, tail: Tail): void {
    this.#following.join(viewerId, followees, tail);
  }

  leaveFollowing(viewerId: string, tail: Tail): void {
    this.#following.leave(viewerId, tail);
  }

  #deliverItem(change: FeedItemChange): void {
    const hiddenFrom = this.hidings.hiddenFrom(change);
    this.#global.deliver(change, hiddenFrom);
    this.#curators.deliver(change.actorId, change, hiddenFrom);
    if (change.collectionId !== null) this.#collections.deliver(change.collectionId, change, hiddenFrom);
    if (change.cardId !== null && isSaving(change)) this.#cards.deliver(change.cardId, change, hiddenFrom);
    this.#following.deliver(change, hiddenFrom);
  }
}
