import type { KeyRange } from '../../../shared/application/EventHandler.ts';

export interface Retractor<Event> {
  /**
   * Retracts the unread notifications of what the event undid, within the range, all at once.
   *
   * @param before the seq of that event: what was done again after it stays.
   */
  retract(event: Event, before: bigint, range: KeyRange): Promise<void>;
}

/** Takes back what many recipients were told, in pages. */
export interface Retraction<Event> extends Retractor<Event> {
  /** Divides those who have something to retract into pages: ranges without a gap. At least one. */
  split(event: Event, before: bigint): Promise<readonly KeyRange[]>;
}
