import { type FeedAudience, isShown, type Onlooker } from './FeedAudience.ts';

/** A row of the log behind all feeds, at its place in the one order that every subscriber sees. */
export type FeedChange = FeedItemChange | FeedFollowChange | FeedHidingChange | FeedCollectionChange;

/** Something appeared in feeds, changed or went, or is shown to others than before. What that comes to for whom, says `shownTo`. */
export interface FeedItemChange {
  readonly position: number;
  readonly op: 'ADDED' | 'UPDATED' | 'REMOVED' | 'AUDIENCE';
  readonly actorId: string;
  readonly activityId: string;
  readonly cardId: string | null;
  readonly collectionId: string | null;
  /** Who was shown the activity up to this position, and who is from it on. */
  readonly before: FeedAudience;
  readonly after: FeedAudience;
  /** Who was shown it when this was read. */
  readonly now: FeedAudience;
  /** And who of them alone, as long as its collection is being shown to others than the activity says. */
  readonly bound?: FeedAudience | undefined;
}

/** From here on the actor follows a curator or a collection, or no longer. Nobody is sent this: it decides who is sent what comes after. */
export interface FeedFollowChange {
  readonly position: number;
  readonly op: 'AUDIENCE';
  readonly actorId: string;
  /** A curator's id is a DID, a collection's a UUID: neither is ever taken for the other. */
  readonly targetId: string;
  readonly following: boolean;
}

export const hidingOps = ['MUTED', 'UNMUTED', 'BLOCKED', 'UNBLOCKED'] as const;

/**
 * From here on the actor is not shown what is done by the target, a curator, or in it, a collection; or is again. A block is mutual. Nobody is sent
 * this, as with following.
 */
export interface FeedHidingChange {
  readonly position: number;
  readonly op: (typeof hidingOps)[number];
  readonly actorId: string;
  readonly targetId: string;
}

/**
 * From here on nobody but these is shown what is done in a collection, and was before, whatever else is told of it. Nobody is sent this: of each activity
 * that others were shown a change of its own follows, and behind the last of them another of these, for everyone: now each activity says it itself.
 */
export interface FeedCollectionChange {
  readonly position: number;
  readonly op: 'COLLECTION';
  readonly collectionId: string;
  readonly audience: FeedAudience;
}

/** What a subscriber is told of a change. */
export interface FeedItem {
  readonly position: number;
  readonly op: 'ADDED' | 'UPDATED' | 'REMOVED';
  readonly activityId: string;
  readonly actorId: string;
  readonly collectionId: string | null;
}

/** What it is followed by: its actor, and its collection if it has one. */
export const targetsOf = ({ actorId, collectionId }: FeedItemChange): readonly string[] =>
  collectionId === null ? [actorId] : [actorId, collectionId];

export const isItemChange = (change: FeedChange): change is FeedItemChange => 'activityId' in change;

/** It is about the saving of a card in a library: whatever is done in a collection names that. */
export const isSaving = ({ collectionId }: FeedItemChange): boolean => collectionId === null;

export const isFollowChange = (change: FeedChange): change is FeedFollowChange => 'following' in change;

export const isCollectionChange = (change: FeedChange): change is FeedCollectionChange => change.op === 'COLLECTION';

export const isHidingChange = (change: FeedChange | FeedItem): change is FeedHidingChange =>
  hidingOps.some((op) => op === change.op);

/**
 * What the change comes to for one who looks at a feed; undefined if that is nothing. The showing of what this onlooker is not shown any more, as
 * of when it was read, is passed over: its REMOVED comes later, at its own position.
 */
export function shownTo(change: FeedItemChange, onlooker: Onlooker): FeedItem | undefined {
  const op = opFor(change, onlooker);
  if (op === undefined) return undefined;
  if (isToldAsItIs(change, op)) return change;
  const { position, activityId, actorId, collectionId } = change;
  return { position, op, activityId, actorId, collectionId };
}

function opFor(
  { op, before, after, now, bound = 'EVERYONE' }: FeedItemChange,
  onlooker: Onlooker,
): FeedItem['op'] | undefined {
  const [saw, sees] = [isShown(before, onlooker), isShown(after, onlooker)];
  if (saw && !sees) return 'REMOVED';
  if (!sees || !isShown(now, onlooker) || !isShown(bound, onlooker)) return undefined;
  if (!saw) return 'ADDED';
  return op === 'UPDATED' ? op : undefined;
}

/** Most are: then nothing has to be made for each onlooker. */
const isToldAsItIs = (change: FeedItemChange, op: FeedItem['op']): change is FeedItemChange & FeedItem =>
  change.op === op;

/** The changes, each with what has become of its activity further on among them: the latest of what was read says how it is now. */
export function inHindsight(changes: readonly FeedChange[]): readonly FeedChange[] {
  const latest = new Map<string, FeedItemChange>();
  for (const change of changes) if (isItemChange(change)) latest.set(change.activityId, change);
  return changes.map((change) => {
    const now = isItemChange(change) ? latest.get(change.activityId)?.now : undefined;
    return now === undefined || !isItemChange(change) || change.now === now ? change : { ...change, now };
  });
}
