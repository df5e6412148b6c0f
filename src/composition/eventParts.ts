import type { EventPublisher } from '../shared/application/EventPublisher.ts';
import type { EventRoute } from '../shared/application/EventRoute.ts';
import type { IdGenerator } from '../shared/application/IdGenerator.ts';
import type { Logger } from '../shared/application/Logger.ts';
import type { HandlerMetrics } from '../shared/application/Metrics.ts';
import { DomainEvents } from '../shared/domain/events/DomainEvents.ts';
import type { Database } from '../shared/infrastructure/database/Database.ts';
import { PrismaUnitOfWork } from '../shared/infrastructure/database/PrismaUnitOfWork.ts';
import { DeliveryExecutor } from '../shared/infrastructure/events/DeliveryExecutor.ts';
import { DistributedEventHandlerRegistry } from '../shared/infrastructure/events/DistributedEventHandlerRegistry.ts';
import { EventHandlerRegistry } from '../shared/infrastructure/events/EventHandlerRegistry.ts';
import { EventRecorder } from '../shared/infrastructure/events/EventRecorder.ts';
import { meteredRoutes } from '../shared/infrastructure/events/meteredRoutes.ts';
import { OutboxRelay } from '../shared/infrastructure/events/OutboxRelay.ts';
import { PrismaOutbox } from '../shared/infrastructure/events/PrismaOutbox.ts';
import { queuedSubscriptions } from '../shared/infrastructure/events/QueuedSubscription.ts';
import { defaultRetryPolicy } from '../shared/infrastructure/events/RetryPolicy.ts';
import type { AppHooks } from './AppHooks.ts';
import { createEventCodecs } from './eventCodecs.ts';

export interface EventOptions {
  readonly database: Database;
  readonly routes: readonly EventRoute[];
  /** To the workers of all instances; without it this process does all the work that it raises. */
  readonly publisher: EventPublisher | undefined;
  readonly ids: IdGenerator;
  readonly metrics: HandlerMetrics;
  readonly logger: Logger;
  readonly hooks: AppHooks | undefined;
}

/** The way of an event from the aggregate that raised it to its handlers. */
export function createEvents({ database, routes, publisher, ids, metrics, logger, hooks }: EventOptions) {
  const timing = hooks?.timing;
  const codecs = createEventCodecs();
  const domainEvents = new DomainEvents();
  const outbox = new PrismaOutbox(database);

  const executor: DeliveryExecutor = new DeliveryExecutor({
    database,
    outbox,
    codecs,
    routeOf: (handler) => registry.queuedRoute(handler),
    handOver: (deliveries) => relay.handOver(deliveries),
    metrics,
    logger,
    policy: { ...defaultRetryPolicy, ...timing?.retries },
  });
  const hooked = meteredRoutes(hooks?.routes?.(routes) ?? routes, metrics);
  // The switch between one process and many.
  const registry: EventHandlerRegistry = publisher
    ? new DistributedEventHandlerRegistry(hooked, domainEvents, executor, hooks?.publisher?.(publisher) ?? publisher)
    : new EventHandlerRegistry(hooked, domainEvents, executor);
  registry.registerAllHandlers();

  const relay = new OutboxRelay({
    outbox,
    handlers: registry.queuedHandlers,
    distribute: (deliveries) => registry.distribute(deliveries),
    queued: (handlers) => registry.queued(handlers),
    ids,
    logger,
    ...timing?.relay,
  });
  const recorder = new EventRecorder({
    codecs,
    domainEvents,
    queuedHandlers: (event) => registry.queuedHandlersOf(event),
    ids,
    handOver: (deliveries) => {
      hooks?.onCommitted?.(deliveries);
      relay.handOver(deliveries);
    },
  });
  return {
    unitOfWork: new PrismaUnitOfWork(database, recorder),
    registry,
    executor,
    relay,
    subscriptions: queuedSubscriptions(hooked, codecs),
  };
}
