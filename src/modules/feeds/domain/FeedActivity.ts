export type FeedActivityKind = 'CARD_ADDED_TO_LIBRARY';

/** What somebody did, as feeds show it. */
export interface FeedActivity {
  /** The id of the event that it was. */
  readonly id: string;
  /** The event's place in the log of events: the order of feeds. */
  readonly seq: bigint;
  readonly kind: FeedActivityKind;
  readonly actorId: string;
  readonly cardId: string;
  readonly createdAt: Date;
}
