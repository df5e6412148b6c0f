import { createEventCodecs } from '../../src/composition/eventCodecs.ts';
import { PrismaCardRepository } from '../../src/modules/cards/infrastructure/PrismaCardRepository.ts';
import { PrismaCuratorRepository } from '../../src/modules/curators/infrastructure/PrismaCuratorRepository.ts';
import type { DueDelivery } from '../../src/shared/application/EventPublisher.ts';
import type { EventRoute } from '../../src/shared/application/EventRoute.ts';
import { CuratorId } from '../../src/shared/domain/CuratorId.ts';
import { DomainEvents } from '../../src/shared/domain/events/DomainEvents.ts';
import { Database } from '../../src/shared/infrastructure/database/Database.ts';
import { PrismaUnitOfWork } from '../../src/shared/infrastructure/database/PrismaUnitOfWork.ts';
import { DeliveryExecutor } from '../../src/shared/infrastructure/events/DeliveryExecutor.ts';
import { EventHandlerRegistry } from '../../src/shared/infrastructure/events/EventHandlerRegistry.ts';
import { EventRecorder } from '../../src/shared/infrastructure/events/EventRecorder.ts';
import { PrismaOutbox } from '../../src/shared/infrastructure/events/PrismaOutbox.ts';
import { defaultRetryPolicy, type RetryPolicy } from '../../src/shared/infrastructure/events/RetryPolicy.ts';
import { uuidGenerator } from '../../src/shared/infrastructure/system/uuidGenerator.ts';
import { ada, bob, noon } from './cards.ts';
import { createTestDatabase } from './database.ts';
import { recordingLog } from './log.ts';

/** Short waits, so that tests see retries. */
const fastRetries: RetryPolicy = { ...defaultRetryPolicy, maxStarts: 3, firstBackoffMs: 1, maxBackoffMs: 2 };

/** The real path of events on a database of its own, with routes of the test's. What is committed for queued handlers comes to `handedOver`. */
export async function eventMachinery(routes: readonly EventRoute[], policy: RetryPolicy = fastRetries) {
  const testDatabase = await createTestDatabase();
  const logger = recordingLog();
  const database = new Database({ url: testDatabase.url, poolSize: 10, logger });
  const handedOver: DueDelivery[] = [];
  const handOver = (deliveries: readonly DueDelivery[]): void => void handedOver.push(...deliveries);

  const codecs = createEventCodecs();
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

  return {
    database,
    outbox,
    executor,
    registry,
    unitOfWork,
    handedOver,
    logger,
    curators,
    cards: new PrismaCardRepository(database),
    async enterCurator(name: string): Promise<CuratorId> {
      const curatorId = CuratorId.create(`did:plc:${name}`).unwrap();
      await curators.enter(curatorId, noon());
      return curatorId;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await database[Symbol.asyncDispose]();
      await testDatabase[Symbol.asyncDispose]();
    },
  };
}

export type EventMachinery = Awaited<ReturnType<typeof eventMachinery>>;
