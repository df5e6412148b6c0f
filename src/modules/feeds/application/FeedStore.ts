import type { FeedActivity, FeedActivityKind } from '../domain/FeedActivity.ts';
import type { FeedAudience } from '../domain/FeedAudience.ts';
import type { FeedHidingChange } from '../domain/FeedChange.ts';

/** Writes activities, and the changes that tell of them, in the present transaction. */
export interface FeedStore {
  /** Changes nothing if the activity is there already. */
  add(activity: FeedActivity): Promise<void>;
  /** Retracts what stands of this kind by this curator with this card, in this collection or in none. */
  retract(retraction: FeedRetraction): Promise<void>;
  /** Tells that a card looks different, wherever an activity shows it that stands. */
  updateCard(cardId: string): Promise<void>;
  /** Retracts all that stands of a collection and was done before this place in the order of events. */
  retractCollection(collectionId: string, before: bigint, at: Date): Promise<void>;
  /**
   * From this change on these are shown what stands of a collection and was done before this place in the order of events, and nobody else. Changes
   * nothing where it was so before.
   */
  showCollection(collectionId: string, before: bigint, audience: FeedAudience): Promise<void>;
  /** From this change on the follower's feed has what the target does, or what is done in it, or no longer. */
  changeAudience(change: {
    readonly followerId: string;
    readonly targetId: string;
    readonly following: boolean;
  }): Promise<void>;
  /** From this change on what the target does, or what is done in it, is hidden from the actor, or no longer. */
  changeHiding(change: Omit<FeedHidingChange, 'position'>): Promise<void>;
}

export interface FeedRetraction {
  readonly kind: FeedActivityKind;
  readonly actorId: string;
  readonly cardId: string;
  readonly collectionId?: string | undefined;
  readonly at: Date;
}
