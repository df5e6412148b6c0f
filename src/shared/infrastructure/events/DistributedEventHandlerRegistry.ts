import type { DueDelivery, EventPublisher } from '../../application/EventPublisher.ts';
import type { EventRoute } from '../../application/EventRoute.ts';
import type { DomainEvents } from '../../domain/events/DomainEvents.ts';
import type { DeliveryExecutor } from './DeliveryExecutor.ts';
import { EventHandlerRegistry } from './EventHandlerRegistry.ts';

/** Adds distribution: queued work goes to the workers of all instances. Local handlers stay as they are. */
export class DistributedEventHandlerRegistry extends EventHandlerRegistry {
  readonly #publisher: EventPublisher;

  constructor(
    routes: readonly EventRoute[],
    domainEvents: DomainEvents,
    executor: DeliveryExecutor,
    publisher: EventPublisher,
  ) {
    super(routes, domainEvents, executor);
    this.#publisher = publisher;
  }

  override async distribute(deliveries: readonly DueDelivery[]): Promise<void> {
    await this.#publisher.publish(deliveries);
  }

  override async queued(handlers: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return await this.#publisher.queued(handlers);
  }
}
