import type { IDomainEvent } from '../../../shared/domain/events/IDomainEvent.ts';
import type { Due } from './inCompany.ts';
import type { RecipientPages } from './RecipientPages.ts';

/** Takes back what many recipients were told, in pages of those who have something to take back. */
export interface Retraction<Event extends IDomainEvent> extends RecipientPages<Event> {
  /**
   * Takes what the events undid out of what was told, within the ranges, all at once: what loses its last cause is retracted. Only what came
   * before an event: what was done again after it stays.
   */
  retract(due: readonly Due<Event>[]): Promise<void>;
}
