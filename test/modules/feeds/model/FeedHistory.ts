import type { FeedBacklog } from '../../../../src/modules/feeds/application/FeedBacklog.ts';
import type { Feed } from '../../../../src/modules/feeds/domain/Feed.ts';
import type { FeedAudience } from '../../../../src/modules/feeds/domain/FeedAudience.ts';
import {
  type FeedChange,
  type FeedHidingChange,
  type FeedItem,
  isFollowChange,
  isHidingChange,
  isItemChange,
  targetsOf,
} from '../../../../src/modules/feeds/domain/FeedChange.ts';
import { type Hiding, hidingsOf } from '../../../../src/modules/feeds/domain/Hiding.ts';
import type { ChangeLog } from '../../../../src/shared/application/live/ChangeLog.ts';
import { InMemoryChangeLog } from '../../../support/live/InMemoryChangeLog.ts';

interface Activity {
  readonly activityId: string;
  readonly actorId: string;
  readonly cardId: string;
  readonly collectionId: string | null;
  audience: FeedAudience;
}

/** The log of feeds and what it is read through, in memory. Everything is committed at once, and sequenced when the test says so. */
export class FeedHistory implements FeedBacklog {
  readonly #log: InMemoryChangeLog<FeedChange>;
  readonly #step: () => Promise<void>;
  readonly #following = new Set<string>();
  readonly #hiding = new Set<string>();
  readonly #activities: Activity[] = [];
  readonly #collections = new Map<string, FeedAudience>();

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

  toggleFollow(actorId: string, targetId: string): void {
    const pair = `${actorId} ${targetId}`;
    const following = !this.#following.delete(pair);
    if (following) this.#following.add(pair);
    this.#log.write({ op: 'AUDIENCE', actorId, targetId, following }).commit();
  }

  toggleHiding(hide: 'mute' | 'block', actorId: string, targetId: string): void {
    const pair = `${hide} ${actorId} ${targetId}`;
    const begins = !this.#hiding.delete(pair);
    if (begins) this.#hiding.add(pair);
    const [begun, over] = hide === 'mute' ? (['MUTED', 'UNMUTED'] as const) : (['BLOCKED', 'UNBLOCKED'] as const);
    this.#log.write({ op: begins ? begun : over, actorId, targetId }).commit();
  }

  save(actorId: string, cardId: string, collectionId: string | null = null): void {
    const audience = (collectionId === null ? undefined : this.#collections.get(collectionId)) ?? 'EVERYONE';
    const activityId = `activity ${this.#activities.length + 1}`;
    const activity: Activity = { actorId, activityId, cardId, collectionId, audience: 'NOBODY' };
    this.#activities.push(activity);
    this.#change(activity, 'ADDED', audience);
  }

  retract(nth: number): void {
    const standing = this.#activities.filter(({ audience }) => audience !== 'NOBODY');
    const activity = standing[nth % Math.max(1, standing.length)];
    if (activity) this.#change(activity, 'REMOVED', 'NOBODY');
  }

  /** To others than before. */
  show(collectionId: string, audience: FeedAudience): void {
    this.#collections.set(collectionId, audience);
    for (const activity of this.#activities) {
      const isOther = String(activity.audience) !== String(audience);
      if (activity.collectionId === collectionId && activity.audience !== 'NOBODY' && isOther)
        this.#change(activity, 'AUDIENCE', audience);
    }
  }

  #change(activity: Activity, op: 'ADDED' | 'REMOVED' | 'AUDIENCE', after: FeedAudience): void {
    const { audience: before, ...named } = activity;
    this.#log.write({ op, ...named, before, after, now: after }).commit();
    activity.audience = after;
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
    return this.#asItIsNow(changes).filter((change) => actors === 'all' || actors.includes(actorOf(change)));
  }

  async changesIn(collectionId: string, after: number, upTo: number): Promise<readonly FeedChange[]> {
    const changes = this.#asItIsNow(await this.#log.read(after, upTo, upTo - after));
    return changes.filter((change) => isItemChange(change) && change.collectionId === collectionId);
  }

  async savingsOf(cardId: string, after: number, upTo: number): Promise<readonly FeedChange[]> {
    const changes = this.#asItIsNow(await this.#log.read(after, upTo, upTo - after));
    return changes.filter((change) => isItemChange(change) && !change.collectionId && change.cardId === cardId);
  }

  async changesOf(targetIds: Iterable<string>, after: number, upTo: number): Promise<readonly FeedChange[]> {
    const ids = new Set(targetIds);
    const changes = this.#asItIsNow(await this.#log.read(after, upTo, upTo - after));
    return changes.filter((change) =>
      isItemChange(change) ? targetsOf(change).some((id) => ids.has(id)) : ids.has(actorOf(change)),
    );
  }

  async followeesAt(viewerId: string, position: number): Promise<readonly string[]> {
    await this.#step();
    const followees = [...this.#naiveFolloweesAt(viewerId, position)];
    await this.#step();
    return followees;
  }

  async hidingsAt(viewerId: string, position: number): Promise<readonly Hiding[]> {
    await this.#step();
    const hidings = new Set<Hiding>();
    const past = this.changes.filter((change) => change.position <= position);
    for (const each of past.filter(isHidingChange).flatMap(hidingsOf)) {
      if (each.viewerId === viewerId && each.holds) hidings.add(each.hiding);
      else if (each.viewerId === viewerId) hidings.delete(each.hiding);
    }
    await this.#step();
    return [...hidings];
  }

  async hidingChanges(viewerId: string, after: number, upTo: number): Promise<readonly FeedHidingChange[]> {
    const changes = await this.#log.read(after, upTo, upTo - after);
    return changes
      .filter(isHidingChange)
      .filter((change) => hidingsOf(change).some((each) => each.viewerId === viewerId));
  }

  /** What a subscriber of the feed is concerned by after a position, by walking through the whole log. */
  naively(feed: Feed, after: number): FeedItem[] {
    return this.changes.flatMap((change) => {
      if (change.position <= after || !isItemChange(change) || !this.#isOfFeed(feed, change)) return [];
      const { position, activityId, actorId, collectionId } = change;
      const [saw, sees] = [isSeen(feed, change.before), isSeen(feed, change.after)];
      if (saw === sees || (sees && this.#isHidden(feed.viewerId, change))) return [];
      return [{ position, activityId, actorId, collectionId, op: sees ? 'ADDED' : 'REMOVED' }];
    });
  }

  /** Whether one who looks at the feed is not shown the activity any more, or was not for a while, after the item; be it in the feed by then or not. */
  isTakenBack(feed: Feed, { activityId, position }: FeedItem): boolean {
    return this.changes.some(
      (change) =>
        isItemChange(change) &&
        change.activityId === activityId &&
        change.position > position &&
        !isSeen(feed, change.after),
    );
  }

  #isOfFeed(feed: Feed, change: Extract<FeedChange, { activityId: string }>): boolean {
    switch (feed.kind) {
      case 'global':
        return true;
      case 'curator':
        return change.actorId === feed.curatorId;
      case 'collection':
        return change.collectionId === feed.collectionId;
      case 'card':
        return change.cardId === feed.cardId && change.collectionId === null;
      case 'following': {
        const followees = this.#naiveFolloweesAt(feed.viewerId, change.position);
        return targetsOf(change).some((target) => followees.has(target));
      }
    }
  }

  /** Whether the viewer mutes its actor or its collection at its position, or there is a block between the viewer and its actor. */
  #isHidden(viewerId: string | undefined, item: Extract<FeedChange, { activityId: string }>): boolean {
    const standing = new Set<string>();
    for (const { op, actorId, targetId, position } of this.changes.filter(isHidingChange)) {
      if (position > item.position) continue;
      if (op === 'MUTED' || op === 'BLOCKED') standing.add(`${op} ${actorId} ${targetId}`);
      else standing.delete(`${op.slice(2)} ${actorId} ${targetId}`);
    }
    const { actorId, collectionId } = item;
    return [
      `MUTED ${viewerId} ${actorId}`,
      `MUTED ${viewerId} ${collectionId}`,
      `BLOCKED ${viewerId} ${actorId}`,
      `BLOCKED ${actorId} ${viewerId}`,
    ].some((each) => standing.has(each));
  }

  #naiveFolloweesAt(viewerId: string, position: number): Set<string> {
    const followees = new Set<string>();
    for (const change of this.changes) {
      if (!isFollowChange(change) || change.actorId !== viewerId || change.position > position) continue;
      if (change.following) followees.add(change.targetId);
      else followees.delete(change.targetId);
    }
    return followees;
  }

  #asItIsNow(changes: readonly FeedChange[]): readonly FeedChange[] {
    const now = new Map(this.#activities.map(({ activityId, audience }) => [activityId, audience]));
    return changes.map((change) =>
      isItemChange(change) ? { ...change, now: now.get(change.activityId) ?? 'NOBODY' } : change,
    );
  }
}

/** Of those that the log reads by it. */
const actorOf = (change: FeedChange): string => ('actorId' in change ? change.actorId : '');

function isSeen({ kind, viewerId = '' }: Feed, audience: FeedAudience): boolean {
  if (audience === 'COLLECTION_FEED') return kind === 'collection';
  return audience === 'EVERYONE' || (audience !== 'NOBODY' && audience.includes(viewerId));
}
