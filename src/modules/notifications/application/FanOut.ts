import type { KeyRange } from '../../../shared/application/EventHandler.ts';
import type { IDomainEvent } from '../../../shared/domain/events/IDomainEvent.ts';
import type { NewNotification } from '../domain/NewNotification.ts';
import type { RecipientPages } from './RecipientPages.ts';

/** What the recipients of an event are told, within a range of them. */
export interface Tidings<Event> {
  readonly event: Event;
  readonly notification: NewNotification;
  readonly range: KeyRange;
}

/** Tells many recipients of events, in pages. */
export interface FanOut<Event extends IDomainEvent> extends RecipientPages<Event> {
  /**
   * Notifies the recipients of events, all at once, as far as they may be told. What has the same kind and subject as something unread joins it.
   * A recipient who was told something of the same mutation keeps that, unless it is unread and the new is more specific, or as specific and
   * earlier: so the outcome does not depend on which comes first.
   */
  notify(tidings: readonly Tidings<Event>[]): Promise<void>;
}
