import type { DueDelivery } from '../../application/EventPublisher.ts';
import type { EventRoute, LocalRoute, QueuedRoute } from '../../application/EventRoute.ts';
import type { DomainEvents } from '../../domain/events/DomainEvents.ts';
import type { IDomainEvent } from '../../domain/events/IDomainEvent.ts';
import type { DeliveryExecutor } from './DeliveryExecutor.ts';
import { inTurns } from './inTurns.ts';

/** Knows which handler hears of what. This one is complete in one process: queued work is executed where it was raised. */
export class EventHandlerRegistry {
  readonly #local: readonly LocalRoute[];
  readonly #queued: readonly QueuedRoute[];
  readonly #domainEvents: DomainEvents;
  readonly #executor: DeliveryExecutor;

  /** Throws when two queued routes share a name: the inbox would take one for the other. */
  constructor(routes: readonly EventRoute[], domainEvents: DomainEvents, executor: DeliveryExecutor) {
    this.#local = routes.filter((route) => route.mode === 'local');
    this.#queued = routes.filter((route) => route.mode === 'queued');
    const names = this.#queued.map(({ handler }) => handler);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`two queued routes are called ${twice}`);
    this.#domainEvents = domainEvents;
    this.#executor = executor;
  }

  /** Local handlers run in the order of the routes, in the transaction that raised the event. */
  registerAllHandlers(): void {
    for (const route of this.#local) {
      this.#domainEvents.register((event, metadata) => route.handle(event, metadata), route.eventType);
    }
  }

  /** The names of all queued handlers. */
  get queuedHandlers(): readonly string[] {
    return this.#queued.map(({ handler }) => handler);
  }

  queuedHandlersOf(event: IDomainEvent): readonly string[] {
    return this.#queued.filter(({ eventType }) => event.constructor === eventType).map(({ handler }) => handler);
  }

  queuedRoute(handler: string): QueuedRoute | undefined {
    return this.#queued.find((route) => route.handler === handler);
  }

  /** Brings due deliveries to where they are executed: here, each handler's beside the others'. Rejects when any may not have got there. */
  async distribute(deliveries: readonly DueDelivery[]): Promise<void> {
    const byHandler = [...Map.groupBy(deliveries, ({ handler }) => handler)];
    await inTurns(byHandler, byHandler.length, ([handler, due]) => this.#executor.executeAll(handler, due));
  }

  /** How many distributed deliveries of each handler are not done yet: here none, they are executed as they are distributed. Handlers left out have none. */
  async queued(_handlers: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return new Map();
  }
}
