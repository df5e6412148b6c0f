import type { TailSink } from '../../../shared/application/live/Interest.ts';
import { type FeedChange, type FeedItemChange, passOverRetracted } from '../domain/FeedChange.ts';
import { FollowingGroups } from './FollowingGroups.ts';
import { TailGroup } from './TailGroup.ts';

type Tail = TailSink<FeedItemChange>;

/** The live subscribers of this instance, by what they listen to: a change finds the groups it concerns without asking the others. */
export class FeedGroups {
  readonly #global = new TailGroup();
  readonly #curators = new Map<string, TailGroup>();
  readonly #following = new FollowingGroups();

  /** Nobody listens, and nothing is kept of who did. */
  get isEmpty(): boolean {
    return this.#global.isEmpty && this.#curators.size === 0 && this.#following.isEmpty;
  }

  /** Each change of the log, in order. */
  deliver(changes: readonly FeedChange[]): void {
    for (const change of passOverRetracted(changes)) {
      if (change.op === 'AUDIENCE') this.#following.changeAudience(change);
      else this.#deliverItem(change);
    }
  }

  joinGlobal(tail: Tail): void {
    this.#global.add(tail);
  }

  leaveGlobal(tail: Tail): void {
    this.#global.delete(tail);
  }

  joinCurator(curatorId: string, tail: Tail): void {
    const group = this.#curators.get(curatorId) ?? new TailGroup();
    group.add(tail);
    this.#curators.set(curatorId, group);
  }

  leaveCurator(curatorId: string, tail: Tail): void {
    const group = this.#curators.get(curatorId);
    group?.delete(tail);
    if (group?.isEmpty) this.#curators.delete(curatorId);
  }

  /** @param followees whom the viewer follows at the log's present position. */
  joinFollowing(viewerId: string, followees: ReadonlySet<string>, tail: Tail): void {
    this.#following.join(viewerId, followees, tail);
  }

  leaveFollowing(viewerId: string, tail: Tail): void {
    this.#following.leave(viewerId, tail);
  }

  #deliverItem(change: FeedItemChange): void {
    this.#global.deliver(change);
    this.#curators.get(change.actorId)?.deliver(change);
    this.#following.deliver(change);
  }
}
