import type { TailSink } from '../../../shared/application/live/Interest.ts';
import type { FeedFollowChange, FeedItem, FeedItemChange } from '../domain/FeedChange.ts';
import { TailGroup } from './TailGroup.ts';

interface ViewerGroup {
  readonly tails: TailGroup;
  /** Whom and what the viewer follows at the log's present position. */
  readonly followees: Set<string>;
}

/**
 * The viewers of this instance whose feed of those they follow is live. Their audiences move with the log, change by change, so that who
 * is sent an activity was decided at the activity's own position.
 */
export class FollowingGroups {
  readonly #groups = new Map<string, ViewerGroup>();
  /** The same by whom and what they follow. */
  readonly #followers = new Map<string, Set<ViewerGroup>>();

  get isEmpty(): boolean {
    return this.#groups.size === 0 && this.#followers.size === 0;
  }

  join(viewerId: string, followees: ReadonlySet<string>, tail: TailSink<FeedItem>): void {
    const group = this.#groups.get(viewerId) ?? this.#open(viewerId, followees);
    group.tails.add(viewerId, tail);
  }

  leave(viewerId: string, tail: TailSink<FeedItem>): void {
    const group = this.#groups.get(viewerId);
    if (!group) return;
    group.tails.delete(viewerId, tail);
    if (!group.tails.isEmpty) return;
    this.#groups.delete(viewerId);
    for (const followee of group.followees) this.#unlink(group, followee);
  }

  changeAudience({ actorId, targetId, following }: FeedFollowChange): void {
    const group = this.#groups.get(actorId);
    if (!group) return;
    if (following) this.#link(group, targetId);
    else this.#unlink(group, targetId);
  }

  /** @param hiddenFrom the viewers who are not shown it, whoever else is. */
  deliver(change: FeedItemChange, hiddenFrom: ReadonlySet<string>): void {
    const ofActor = this.#followers.get(change.actorId);
    for (const group of ofActor ?? []) group.tails.deliver(change, hiddenFrom);
    if (change.collectionId === null) return;
    for (const group of this.#followers.get(change.collectionId) ?? []) {
      if (!ofActor?.has(group)) group.tails.deliver(change, hiddenFrom);
    }
  }

  #open(viewerId: string, followees: ReadonlySet<string>): ViewerGroup {
    const group: ViewerGroup = { tails: new TailGroup(), followees: new Set() };
    for (const followee of followees) this.#link(group, followee);
    this.#groups.set(viewerId, group);
    return group;
  }

  #link(group: ViewerGroup, followee: string): void {
    group.followees.add(followee);
    const followers = this.#followers.get(followee) ?? new Set();
    followers.add(group);
    this.#followers.set(followee, followers);
  }

  #unlink(group: ViewerGroup, followee: string): void {
    group.followees.delete(followee);
    const followers = this.#followers.get(followee);
    followers?.delete(group);
    if (followers?.size === 0) this.#followers.delete(followee);
  }
}
