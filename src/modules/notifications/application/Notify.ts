import type { Delivered, KeyRange, Outcome, QueuedEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { IDomainEvent } from '../../../shared/domain/events/IDomainEvent.ts';
import type { NewNotification } from '../domain/NewNotification.ts';
import type { FanOut, Tidings } from './FanOut.ts';
import { type Due, firstOf, inCompany, outcomesOf } from './inCompany.ts';
import type { StandingCause } from './StandingCause.ts';

export interface NotifyParts<Event extends IDomainEvent> {
  readonly causes: StandingCause<Event>;
  readonly recipients: FanOut<Event>;
  readonly notificationOf: (event: Event, metadata: EventMetadata) => NewNotification;
}

/** Tells recipients of what happened and still stands. */
export class Notify<Event extends IDomainEvent> implements QueuedEventHandler<Event> {
  readonly #parts: NotifyParts<Event>;

  constructor(parts: NotifyParts<Event>) {
    this.#parts = parts;
  }

  // unique (recipient, correlation id): a second delivery changes nothing
  async handle(event: Event, metadata: EventMetadata, page: KeyRange | undefined): Promise<readonly KeyRange[]> {
    const { causes, recipients } = this.#parts;
    const standing = await causes.hold([event]);
    if (!standing.has(event)) return [];
    const { due, further } = await firstOf({ event, metadata, page }, recipients);
    await recipients.notify([this.#tidings(due)]);
    return further;
  }

  // As above.
  async handleAll(deliveries: readonly Delivered<Event>[]): Promise<readonly Outcome[]> {
    const { causes, recipients } = this.#parts;
    const standing = await causes.hold(deliveries.map(({ event }) => event));
    const { due, givenBack } = await inCompany(
      deliveries.filter(({ event }) => standing.has(event)),
      recipients,
    );
    await recipients.notify(due.map((each) => this.#tidings(each)));
    return outcomesOf(deliveries, givenBack);
  }

  #tidings({ delivery: { event, metadata }, range }: Due<Event>): Tidings<Event> {
    return { event, notification: this.#parts.notificationOf(event, metadata), range };
  }
}
