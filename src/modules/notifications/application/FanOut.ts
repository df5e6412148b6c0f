import type { KeyRange } from '../../../shared/application/EventHandler.ts';
import type { NewNotification } from '../domain/NewNotification.ts';

export interface Notifier<Event> {
  /**
   * Notifies the event's recipients within the range, all at once and except for the actor. A recipient who has a notification of the same
   * mutation keeps it, unless this one is more specific, or as specific and earlier: so the outcome does not depend on which comes first.
   */
  notify(event: Event, notification: NewNotification, range: KeyRange): Promise<void>;
}

/** Tells many recipients of one event, in pages. */
export interface FanOut<Event> extends Notifier<Event> {
  /** Divides the event's recipients into pages: ranges without a gap, from before the first to after the last. At least one. */
  split(event: Event): Promise<readonly KeyRange[]>;
}
