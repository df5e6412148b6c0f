import type { FeedAudience } from './FeedAudience.ts';

export type FeedActivityKind = 'CARD_ADDED_TO_LIBRARY' | 'CARD_ADDED_TO_COLLECTION';

/** What somebody did, as feeds show it. */
export interface FeedActivity {
  /** The id of the event that it was. */
  readonly id: string;
  /** The event's place in the log of events: the order of feeds. */
  readonly seq: bigint;
  readonly kind: FeedActivityKind;
  readonly actorId: string;
  readonly cardId: string;
  /** In which it was done, and who is shown it; undefined for what was done in none: everybody is shown that. */
  readonly collection?: { readonly id: string; readonly audience: FeedAudience } | undefined;
  readonly createdAt: Date;
}
