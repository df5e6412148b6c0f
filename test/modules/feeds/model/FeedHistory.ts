import type { FeedBacklog } from '../../../../src/modules/feeds/application/FeedBacklog.ts';
import type { Feed } from '../../../../src/modules/feeds/domain/Feed.ts';
import type { FeedChange, FeedItemChange } from '../../../../src/modules/feeds/domain/FeedChange.ts';
import type { ChangeLog } from '../../../../src/shared/application/live/ChangeLog.ts';
import { InMemoryChangeLog } from '../../../support/live/InMemoryChangeLog.ts';

/** The log of feeds and what it is read through, in memory. Everything is committed at once, and sequenced when the test says so. */
export class FeedHistory implements FeedBacklog {
  readonly #log: InMemoryChangeLog<FeedChange>;
  readonly #step: () => Promise<void>;
  readonly #following = new Set<string>();
  readonly #standing: { readonly actorId: string; readonly activityId: string }[] = [];
  readonly #retracted = new Set<string>();
  #activities = 0;

  constructor(step: () => Promise<void>) {
    this.#log = new InMemoryChangeLog((change, position) => ({ ...change, position }), step);
    this.#step = step;
  }

  /** All that has a position. */
  get changes(): readonly FeedChange[] {
    return this.#log.historyOf(this.#log.present.epoch);
  }

  get present() {
    return this.#log.present;
  }

  isRetracted(activityId: string): boolean {
    return this.#retracted.has(activityId);
  }

  toggleFollow(actorId: string, targetId: string): void {
    const pair = `${actorId} ${targetId}`;
    const following = !this.#following.delete(pair);
    if (following) this.#following.add(pair);
    this.#log.write({ op: 'AUDIENCE', actorId, targetId, following }).commit();
  }

  save(actorId: string): void {
    this.#activities += 1;
    const activity = { actorId, activityId: `activity ${this.#activities}` };
    this.#standing.push(activity);
    this.#log.write({ op: 'ADDED', ...activity, cardId: null, isRetracted: false }).commit();
  }

  retract(nth: number): void {
    const [activity] = this.#standing.splice(nth % Math.max(1, this.#standing.length), 1);
    if (!activity) return;
    this.#retracted.add(activity.activityId);
    this.#log.write({ op: 'REMOVED', ...activity, cardId: null, isRetracted: false }).commit();
  }

  /** As the database would be read by LiveLog and the sequencer. */
  get log(): ChangeLog<FeedChange> {
    return {
      head: () => this.#log.head(),
      sequence: (limit) => this.#log.sequence(limit),
      read: async (after, upTo, limit) => this.#asItIsNow(await this.#log.read(after, upTo, limit)),
    };
  }

  async changesBy(actors: readonly string[] | 'all', after: number, upTo: number): Promise<readonly FeedChange[]> {
    const changes = await this.#log.read(after, upTo, upTo - after);
    return this.#asItIsNow(changes).filter(({ actorId }) => actors === 'all' || actors.includes(actorId));
  }

  async followeesAt(viewerId: string, position: number): Promise<readonly string[]> {
    await this.#step();
    const followees = [...this.#naiveFolloweesAt(viewerId, position)];
    await this.#step();
    return followees;
  }

  /** What a subscriber of the feed is concerned by after a position, by walking through the whole log. */
  naively(feed: Feed, after: number): FeedItemChange[] {
    return this.changes.filter((change) => change.position > after).filter((change) => this.#concerns(feed, change));
  }

  #concerns(feed: Feed, change: FeedChange): change is FeedItemChange {
    if (change.op === 'AUDIENCE') return false;
    if (feed.kind === 'global') return true;
    if (feed.kind === 'curator') return change.actorId === feed.curatorId;
    return this.#naiveFolloweesAt(feed.viewerId, change.position).has(change.actorId);
  }

  #naiveFolloweesAt(viewerId: string, position: number): Set<string> {
    const followees = new Set<string>();
    for (const change of this.changes) {
      if (change.op !== 'AUDIENCE' || change.actorId !== viewerId || change.position > position) continue;
      if (change.following) followees.add(change.targetId);
      else followees.delete(change.targetId);
    }
    return followees;
  }

  #asItIsNow(changes: readonly FeedChange[]): readonly FeedChange[] {
    return changes.map((change) =>
      change.op === 'AUDIENCE' ? change : { ...change, isRetracted: this.#retracted.has(change.activityId) },
    );
  }
}
