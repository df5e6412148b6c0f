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
  /** Each may have to be divided again. */
  readonly handlesPagesAlone = true;
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

  // As above, without pages.
  async handleAll(deliveries: readonly Delivered<Event>[]): Promise<readonly Outcome[]> {
    const few = await this.#told.concerningFew(deliveries);
    const due = deliveries.filter((each) => few.has(each)).map((delivery) => ({ delivery, range: everyone }));
    const unfinished = new Map((await this.#told.retract(due)).map(({ delivery, range }) => [delivery, [range]]));
    return deliveries.map((delivery) => (few.has(delivery) ? (unfinished.get(delivery) ?? []) : alone));
  }
}
