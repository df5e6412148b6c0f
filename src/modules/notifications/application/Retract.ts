import {
  alone,
  type Delivered,
  type KeyRange,
  type Outcome,
  type QueuedEventHandler,
} from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { IDomainEvent } from '../../../shared/domain/events/IDomainEvent.ts';
import { everyone } from './RecipientPages.ts';
import type { Retraction } from './Retraction.ts';

/** Takes back what was told of something that was undone. */
export class Retract<Event extends IDomainEvent> implements QueuedEventHandler<Event> {
  readonly #told: Retraction<Event>;

  constructor(told: Retraction<Event>) {
    this.#told = told;
  }

  // What was taken back is gone: a second delivery changes nothing.
  async handle(event: Event, metadata: EventMetadata, page: KeyRange | undefined): Promise<readonly KeyRange[]> {
    const delivery = { event, metadata, page };
    const [range = everyone, ...further] = await this.#told.split(delivery);
    const unfinished = await this.#told.retract([{ delivery, range }]);
    return [...unfinished.map((due) => due.range), ...further];
  }

  // As above. Pages are done alone: each may have to be divided again.
  async handleAll(deliveries: readonly Delivered<Event>[]): Promise<readonly Outcome[]> {
    const whole = deliveries.filter(({ page }) => page === undefined);
    const few = whole.length === 0 ? new Set() : await this.#told.concerningFew(whole);
    const due = whole.filter((each) => few.has(each)).map((delivery) => ({ delivery, range: everyone }));
    const unfinished = new Map((await this.#told.retract(due)).map(({ delivery, range }) => [delivery, [range]]));
    return deliveries.map((delivery) => (few.has(delivery) ? (unfinished.get(delivery) ?? []) : alone));
  }
}
