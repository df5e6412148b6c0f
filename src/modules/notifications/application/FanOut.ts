import type { KeyRange } from '../../../shared/application/EventHandler.ts';
import type { NewNotification } from '../domain/NewNotification.ts';

/** What the recipients of an event are told, within a range of them. */
export interface Tidings<Event> {
  readonly event: Event;
  readonly notification: NewNotification;
  readonly range: KeyRange;
}

export interface Notifier<Event> {
  /**
   * Notifies the recipients of events, all at once, except for the actors and those from whom the actor is hidden by a mute or a block. A recipient who has a notification of the same mutation keeps
   * it, unless the new one is more specific, or as specific and earlier: so the outcome does not depend on which comes first.
   */
  notify(tidings: readonly Tidings<Event>[]): Promise<void>;
}

/** The recipients of an event in pages. */
export interface Split {
  /** Ranges without a gap, from before the first to after the last. At least one. */
  readonly ranges: readonly KeyRange[];
  readonly recipients: number;
}

/** Tells many recipients of events, in pages. */
export interface FanOut<Event> extends Notifier<Event> {
  /** Divides the recipients of each event into pages. */
  split(events: readonly Event[]): Promise<ReadonlyMap<Event, Split>>;
}
