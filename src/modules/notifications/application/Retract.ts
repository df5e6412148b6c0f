import type { Delivered, KeyRange, Outcome, QueuedEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { IDomainEvent } from '../../../shared/domain/events/IDomainEvent.ts';
import { firstOf, inCompany, outcomesOf } from './inCompany.ts';
import type { Retraction } from './Retraction.ts';

/** Takes back what was told of something that was undone. */
export class Retract<Event extends IDomainEvent> implements QueuedEventHandler<Event> {
  readonly #told: Retraction<Event>;

  constructor(told: Retraction<Event>) {
    this.#told = told;
  }

  // What was taken back is gone: a second delivery changes nothing.
  async handle(event: Event, metadata: EventMetadata, page: KeyRange | undefined): Promise<readonly KeyRange[]> {
    const { due, further } = await firstOf({ event, metadata, page }, this.#told);
    await this.#told.retract([due]);
    return further;
  }

  // As above.
  async handleAll(deliveries: readonly Delivered<Event>[]): Promise<readonly Outcome[]> {
    const { due, givenBack } = await inCompany(deliveries, this.#told);
    await this.#told.retract(due);
    return outcomesOf(deliveries, givenBack);
  }
}
