import type { IDomainEvent } from '../../../shared/domain/events/IDomainEvent.ts';
import type { Due } from './inCompany.ts';
import type { RecipientPages } from './RecipientPages.ts';

/** Takes back what many recipients were told, in pages of those who have something to take back. Of a page, `split` divides what it is still too much. */
export interface Retraction<Event extends IDomainEvent> extends RecipientPages<Event> {
  /**
   * Takes what the events undid out of what was told, within the ranges, all at once: what loses its last cause is retracted. Only what came
   * before an event: what was done again after it stays. Of what takes too long for one transaction it does a part.
   *
   * @returns those of which there may be more to do.
   */
  retract(due: readonly Due<Event>[]): Promise<readonly Due<Event>[]>;
}
