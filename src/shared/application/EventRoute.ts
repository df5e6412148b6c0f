import type { EventMetadata } from '../domain/events/EventMetadata.ts';
import type { EventClass, IDomainEvent } from '../domain/events/IDomainEvent.ts';
import type { Delivered, KeyRange, LocalEventHandler, QueuedEventHandler } from './EventHandler.ts';

/** Which handler hears of an event, and when: `local` in the mutation's transaction, `queued` after it. Never both. */
export type EventRoute = LocalRoute | QueuedRoute;

export interface LocalRoute {
  readonly mode: 'local';
  readonly eventType: EventClass;
  handle(event: IDomainEvent, metadata: EventMetadata): Promise<void>;
}

export interface QueuedRoute {
  readonly mode: 'queued';
  readonly eventType: EventClass;
  /** The name in the outbox and of the queue. Never changed once released. */
  readonly handler: string;
  handle(event: IDomainEvent, metadata: EventMetadata, page: KeyRange | undefined): Promise<readonly KeyRange[]>;
  /** Where the handler can do several at once. */
  readonly handleAll?: HandleAll | undefined;
}

export type HandleAll = (deliveries: readonly Delivered<IDomainEvent>[]) => Promise<readonly (readonly KeyRange[])[]>;

export function local<Event extends IDomainEvent>(
  eventType: EventClass<Event>,
  handler: LocalEventHandler<Event>,
): LocalRoute {
  return {
    mode: 'local',
    eventType,
    handle: (event, metadata) => handler.handle(expectEvent(event, eventType), metadata),
  };
}

export function queued<Event extends IDomainEvent>(
  eventType: EventClass<Event>,
  name: string,
  handler: QueuedEventHandler<Event>,
): QueuedRoute {
  return {
    mode: 'queued',
    eventType,
    handler: name,
    handle: (event, metadata, page) => handler.handle(expectEvent(event, eventType), metadata, page),
    handleAll: handler.handleAll && ((deliveries) => handleAll(handler, deliveries, eventType)),
  };
}

async function handleAll<Event extends IDomainEvent>(
  handler: QueuedEventHandler<Event>,
  deliveries: readonly Delivered<IDomainEvent>[],
  eventType: EventClass<Event>,
): Promise<readonly (readonly KeyRange[])[]> {
  const expected = deliveries.map(({ event, ...rest }) => ({ ...rest, event: expectEvent(event, eventType) }));
  return (await handler.handleAll?.(expected)) ?? [];
}

function expectEvent<Event extends IDomainEvent>(event: IDomainEvent, eventType: EventClass<Event>): Event {
  if (event instanceof eventType) return event;
  throw new TypeError(`a route for ${eventType.name} was given a ${event.constructor.name}`);
}
