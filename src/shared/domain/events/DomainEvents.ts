import type { EventMetadata } from './EventMetadata.ts';
import type { EventClass, IDomainEvent } from './IDomainEvent.ts';

export type DomainEventHandler<Event extends IDomainEvent> = (event: Event, metadata: EventMetadata) => Promise<void>;

/** Tells an app's handlers what happened. One instance per app, made by the composition root: two apps never hear each other. */
export class DomainEvents {
  readonly #handlers = new Map<unknown, DomainEventHandler<IDomainEvent>[]>();

  register<Event extends IDomainEvent>(handler: DomainEventHandler<Event>, eventType: EventClass<Event>): void {
    const handlers = this.#handlers.get(eventType) ?? [];
    handlers.push(async (event, metadata) => {
      if (event instanceof eventType) await handler(event, metadata);
    });
    this.#handlers.set(eventType, handlers);
  }

  /** Awaits the event's handlers in the order of their registration. Rejects with the first failure; later handlers do not run. */
  async dispatch(event: IDomainEvent, metadata: EventMetadata): Promise<void> {
    for (const handler of this.#handlers.get(event.constructor) ?? []) await handler(event, metadata);
  }
}
