import { createEventCodecs } from '../../src/composition/eventCodecs.ts';
import { AddUrlToLibrary } from '../../src/modules/cards/application/AddUrlToLibrary.ts';
import { PrismaCardRepository } from '../../src/modules/cards/infrastructure/PrismaCardRepository.ts';
import { AddSavedCardToCollections } from '../../src/modules/collections/application/AddSavedCardToCollections.ts';
import { PrismaCollectionRepository } from '../../src/modules/collections/infrastructure/PrismaCollectionRepository.ts';
import { PrismaBlockRepository } from '../../src/modules/curators/infrastructure/PrismaBlockRepository.ts';
import { PrismaCuratorRepository } from '../../src/modules/curators/infrastructure/PrismaCuratorRepository.ts';
import type { DueDelivery } from '../../src/shared/application/EventPublisher.ts';
import type { EventRoute } from '../../src/shared/application/EventRoute.ts';
import { CuratorId } from '../../src/shared/domain/CuratorId.ts';
import { DomainEvents } from '../../src/shared/domain/events/DomainEvents.ts';
import { Database } from '../../src/shared/infrastructure/database/Database.ts';
import { PrismaUnitOfWork } from '../../src/shared/infrastructure/database/PrismaUnitOfWork.ts';
import { DeliveryExecutor } from '../../src/shared/infrastructure/events/DeliveryExecutor.ts';
import type { EventCodecs } from '../../src/shared/infrastructure/events/EventCodecs.ts';
import { EventHandlerRegistry } from '../../src/shared/infrastructure/events/EventHandlerRegistry.ts';
import { EventRecorder } from '../../src/shared/infrastructure/events/EventRecorder.ts';
import { PrismaOutbox } from '../../src/shared/infrastructure/events/PrismaOutbox.ts';
import { queuedSubscriptions } from '../../src/shared/infrastructure/events/QueuedSubscription.ts';
import { defaultRetryPolicy, type RetryPolicy } from '../../src/shared/infrastructure/events/RetryPolicy.ts';
import { systemClock } from '../../src/shared/infrastructure/system/systemClock.ts';
import { uuidGenerator } from '../../src/shared/infrastructure/system/uuidGenerator.ts';
import { ada, bob, noon } from './cards.ts';
import { recordingLog } from './log.ts';

/** Short waits, so that tests see retries. */
export const fastRetries: RetryPolicy = { ...defaultRetryPolicy, maxStarts: 3, firstBackoffMs: 1, maxBackoffMs: 2 };

/** Or what makes them, of handlers that need the database. */
export type Routes = readonly EventRoute[] | ((database: Database) => readonly EventRoute[]);

export interface EventPathOptions {
  readonly databaseUrl: string;
  readonly routes: Routes;
  readonly policy?: RetryPolicy | undefined;
  /** Those of another release. Default: of this one. */
  readonly codecs?: EventCodecs | undefined;
}

/**
 * The real path of events of one release, with routes of the test's. What is committed for queued handlers comes to `handedOver`. Several may
 * share a database. Also for processes that a test starts: nothing here needs the test runner.
 */
export async function openEventPath({
  databaseUrl,
  routes: given,
  policy = fastRetries,
  codecs = createEventCodecs(),
}: EventPathOptions) {
  const logger = recordingLog();
  const database = new Database({ url: databaseUrl, poolSize: 10, logger });
  const routes = typeof given === 'function' ? given(database) : given;
  const handedOver: DueDelivery[] = [];
  const handOver = (deliveries: readonly DueDelivery[]): void => void handedOver.push(...deliveries);

  const domainEvents = new DomainEvents();
  const outbox = new PrismaOutbox(database);
  const executor: DeliveryExecutor = new DeliveryExecutor({
    database,
    outbox,
    codecs,
    routeOf: (handler) => registry.queuedRoute(handler),
    handOver,
    logger,
    policy,
  });
  const registry = new EventHandlerRegistry(routes, domainEvents, executor);
  registry.registerAllHandlers();
  const recorder = new EventRecorder({
    codecs,
    domainEvents,
    queuedHandlers: (event) => registry.queuedHandlersOf(event),
    ids: uuidGenerator,
    handOver,
  });
  const unitOfWork = new PrismaUnitOfWork(database, recorder);
  const curators = new PrismaCuratorRepository(database);
  for (const curator of [ada, bob]) await curators.enter(curator, noon());
  const cards = new PrismaCardRepository(database);

  return {
    databaseUrl,
    database,
    outbox,
    executor,
    registry,
    subscriptions: queuedSubscriptions(routes, codecs),
    unitOfWork,
    handedOver,
    logger,
    curators,
    cards,
    async enterCurator(name: string): Promise<CuratorId> {
      const curatorId = CuratorId.create(`did:plc:${name}`).unwrap();
      await curators.enter(curatorId, noon());
      return curatorId;
    },
    /** Ada saves a new card: raises CardCreated and CardAddedToLibrary. Gives what is handed over for them. */
    async raise(): Promise<readonly DueDelivery[]> {
      const before = handedOver.length;
      const addUrl = new AddUrlToLibrary(
        cards,
        unitOfWork,
        systemClock,
        uuidGenerator,
        new AddSavedCardToCollections(new PrismaCollectionRepository(database), new PrismaBlockRepository(database)),
      );
      (await addUrl.execute({ curatorId: ada, url: `https://example.org/${uuidGenerator.next()}` })).unwrap();
      return handedOver.splice(before);
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

export type EventPath = Awaited<ReturnType<typeof openEventPath>>;
