import type { EventMetadata } from '../domain/events/EventMetadata.ts';
import type { EventClass, IDomainEvent } from '../domain/events/IDomainEvent.ts';
import type { Delivered, KeyRange, LocalEventHandler, Outcome, QueuedEventHandler } from './EventHandler.ts';
import type { HandlerStart, PreparedEventHandler } from './PreparedEventHandler.ts';

/** Which handler hears of an event, and when: `local` in the mutation's transaction, `queued` after it. Never both. */
export type EventRoute = LocalRoute | QueuedRoute;

export interface LocalRoute {
  readonly mode: 'local';
  readonly eventType: EventClass;
  handle(event: IDomainEvent, metadata: EventMetadata): Promise<void>;
}

export type QueuedRoute = DirectRoute | PreparedRoute;

interface Queued {
  readonly mode: 'queued';
  readonly eventType: EventClass;
  /** The name in the outbox and of the queue. Never changed once released. */
  readonly handler: string;
}

export interface DirectRoute extends Queued {
  readonly handle: Handle;
  /** Where the handler can do several at once. */
  readonly handleAll?: HandleAll | undefined;
  readonly handlesPagesAlone?: true | undefined;
  readonly prepare?: undefined;
}

/** Its handler asks somebody outside before its transaction begins. */
export interface PreparedRoute extends Queued {
  /** Resolves to what is to be done in the transaction. */
  readonly prepare: Prepare;
  readonly handle?: undefined;
  readonly handleAll?: undefined;
  readonly handlesPagesAlone?: undefined;
}

export type Handle = (
  event: IDomainEvent,
  metadata: EventMetadata,
  page: KeyRange | undefined,
) => Promise<readonly KeyRange[]>;

export type Prepare = (event: IDomainEvent, start: HandlerStart) => Promise<Handle>;

export type HandleAll = (deliveries: readonly Delivered<IDomainEvent>[]) => Promise<readonly Outcome[]>;

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
): DirectRoute {
  return {
    mode: 'queued',
    eventType,
    handler: name,
    handle: (event, metadata, page) => handler.handle(expectEvent(event, eventType), metadata, page),
    handleAll: handler.handleAll && ((deliveries) => handleAll(handler, deliveries, eventType)),
    handlesPagesAlone: handler.handlesPagesAlone,
  };
}

export function preparing<Event extends IDomainEvent, Prepared>(
  eventType: EventClass<Event>,
  name: string,
  handler: PreparedEventHandler<Event, Prepared>,
): PreparedRoute {
  return {
    mode: 'queued',
    eventType,
    handler: name,
    async prepare(event, start) {
      const outcome = await handler.prepare(expectEvent(event, eventType), start);
      return async (event, metadata) => {
        await handler.handle(expectEvent(event, eventType), metadata, outcome);
        return [];
      };
    },
  };
}

async function handleAll<Event extends IDomainEvent>(
  handler: QueuedEventHandler<Event>,
  deliveries: readonly Delivered<IDomainEvent>[],
  eventType: EventClass<Event>,
): Promise<readonly Outcome[]> {
  const expected = deliveries.map(({ event, ...rest }) => ({ ...rest, event: expectEvent(event, eventType) }));
  return (await handler.handleAll?.(expected)) ?? [];
}

function expectEvent<Event extends IDomainEvent>(event: IDomainEvent, eventType: EventClass<Event>): Event {
  if (event instanceof eventType) return event;
  throw new TypeError(`a route for ${eventType.name} was given a ${event.constructor.name}`);
}
