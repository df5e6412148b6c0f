import type { Delivered, KeyRange } from '../../../shared/application/EventHandler.ts';
import type { IDomainEvent } from '../../../shared/domain/events/IDomainEvent.ts';

/** All recipients, whatever their id. */
export const everyone: KeyRange = { after: null, upTo: null };

/** The recipients of events, in pages. */
export interface RecipientPages<Event extends IDomainEvent> {
  /** Those of the deliveries that concern few: so few that others may wait for them. Looks at no more recipients than it takes to know. */
  concerningFew(deliveries: readonly Delivered<Event>[]): Promise<ReadonlySet<Delivered<Event>>>;
  /** Divides the recipients of one into ranges without a gap, from before the first to after the last. At least one. */
  split(delivery: Delivered<Event>): Promise<readonly KeyRange[]>;
}
