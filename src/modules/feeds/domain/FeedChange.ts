/** A row of the log behind all feeds, at its place in the one order that every subscriber sees. */
export type FeedChange = FeedItemChange | FeedAudienceChange;

/** Something appeared in feeds, changed or went. */
export interface FeedItemChange {
  readonly position: number;
  readonly op: 'ADDED' | 'UPDATED' | 'REMOVED';
  readonly actorId: string;
  readonly activityId: string;
  readonly cardId: string | null;
  /** The activity was retracted when this was read. */
  readonly isRetracted: boolean;
}

/** From here on the actor follows somebody, or no longer. Nobody is sent this: it decides who is sent what comes after. */
export interface FeedAudienceChange {
  readonly position: number;
  readonly op: 'AUDIENCE';
  readonly actorId: string;
  readonly targetId: string;
  readonly following: boolean;
}

/**
 * The changes without the showing of what has been retracted since, as these changes say themselves or as it was when they were
 * read. Its REMOVED stays, at its own position.
 */
export function passOverRetracted(changes: readonly FeedChange[]): readonly FeedChange[] {
  const removed = new Set(changes.map((change) => (change.op === 'REMOVED' ? change.activityId : undefined)));
  return changes.filter(
    (change) =>
      change.op === 'AUDIENCE' || change.op === 'REMOVED' || !(change.isRetracted || removed.has(change.activityId)),
  );
}
