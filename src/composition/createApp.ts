import type { LiveStream } from '../shared/application/live/LiveStream.ts';
import type { UnitOfWork } from '../shared/application/UnitOfWork.ts';
import { Database } from '../shared/infrastructure/database/Database.ts';
import { migrate } from '../shared/infrastructure/database/migrate.ts';
import { BullMQEventPublisher } from '../shared/infrastructure/events/BullMQEventPublisher.ts';
import { BullMQEventWorker } from '../shared/infrastructure/events/BullMQEventWorker.ts';
import { HandlerCatalog } from '../shared/infrastructure/events/HandlerCatalog.ts';
import { InProcessLiveStream } from '../shared/infrastructure/live/InProcessLiveStream.ts';
import { RedisLiveStream } from '../shared/infrastructure/live/RedisLiveStream.ts';
import { assertRedisDoesNotEvict } from '../shared/infrastructure/redis/assertRedisDoesNotEvict.ts';
import { systemClock as clock } from '../shared/infrastructure/system/systemClock.ts';
import { uuidGenerator as ids } from '../shared/infrastructure/system/uuidGenerator.ts';
import type { App, AppSurroundings } from './App.ts';
import type { AppHooks } from './AppHooks.ts';
import { createApi } from './api.ts';
import { ClosingStack } from './ClosingStack.ts';
import { createCardHandlers } from './cardMetadata.ts';
import { createEventHandlers } from './eventHandlers.ts';
import { createEvents } from './eventParts.ts';
import { eventRoutes } from './eventRoutes.ts';
import { createHousekeeping } from './housekeeping.ts';
import { createLimits } from './limits.ts';
import { createLive, createSequencers, startLive } from './liveParts.ts';
import { createMetrics } from './metrics.ts';
import { openHttp } from './openHttp.ts';
import { createUseCases } from './useCases.ts';

export interface AppOptions extends Omit<AppSurroundings, 'redisUrl'> {
  /** Undefined: the app is complete in this one process, and its queued handlers run in it. */
  readonly redisUrl: string | undefined;
  readonly hooks?: AppHooks;
}

/**
 * The composition root: everything is made and connected here and in the files beside it, and nowhere else. Applies migrations, and resolves
 * when the app serves. Rejects with ConfigurationError for a Redis that evicts and for a port that is taken; closes what it had opened.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const opened = new ClosingStack();
  try {
    return await open(options, opened);
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw error;
  }
}

/** Opens in the order in which, reversed, closing loses nothing: see docs/decisions/0005-order-of-shutdown.md. */
async function open({ config, databaseUrl, redisUrl, logger, hooks }: AppOptions, opened: ClosingStack): Promise<App> {
  const serves = config.role !== 'worker';
  const works = config.role !== 'api';
  await Promise.all([
    migrate({ connectionString: databaseUrl, log: logger }),
    redisUrl && assertRedisDoesNotEvict(redisUrl, logger),
  ]);

  const database = opened.use(
    'the database',
    new Database({ url: databaseUrl, poolSize: config.database.poolSize, logger }),
  );
  const redis = redisUrl ? { redisUrl, prefix: config.redis.prefix, logger } : undefined;
  const publisher = redis && opened.use('the queues', await BullMQEventPublisher.connect(redis));
  const stream: LiveStream = redis
    ? opened.use('pub/sub', new RedisLiveStream({ url: redis.redisUrl, prefix: `${redis.prefix}:`, logger }))
    : new InProcessLiveStream();

  const live = serves ? createLive({ database, stream, logger }) : undefined;
  if (live) await startLive(live, opened);
  const sequencers = createSequencers({ database, stream, logger }, live);
  opened.use('the sequencer of feeds', sequencers.feeds).start();
  opened.use('the sequencer of notifications', sequencers.notifications).start();

  const feedsChanged = () => sequencers.feeds.wake();
  const notificationsChanged = () => sequencers.notifications.wake();
  const unitOfWork: UnitOfWork = { run: (actorId, work) => events.unitOfWork.run(actorId, work) };
  const { outbound } = hooks ?? {};
  const routes = eventRoutes({
    ...createEventHandlers(database, { feedsChanged, notificationsChanged }),
    cards: createCardHandlers({ database, unitOfWork, logger, isOn: config.cardMetadata, outbound }),
  });
  const metrics = createMetrics({ config, database, routes, live, logger });
  const events = createEvents({ database, routes, publisher, ids, metrics: metrics.counted, logger, hooks });
  await new HandlerCatalog(database).register(events.registry.queuedHandlers);
  opened.use('the relay', events.relay).start();
  if (redis && works) {
    const { executor, registry } = events;
    const handlers = registry.queuedHandlers;
    opened.use('the workers', new BullMQEventWorker({ ...redis, executor, handlers, ...hooks?.timing?.worker }));
  }
  if (works) {
    const { subscriptions } = events;
    opened.use('housekeeping', createHousekeeping({ config, database, subscriptions, feedsChanged, logger })).start();
  }

  const useCases = createUseCases({ database, unitOfWork, clock, ids, notificationsChanged });
  const limits = await createLimits(
    { limits: config.limits, redis: live && redis, metrics: metrics.limits, logger },
    opened,
  );
  const api = live && (await createApi({ config, database, useCases, live, limits, clock, ids, logger }));
  const { readiness, url } = await openHttp({ config, database, publisher, api, metrics, logger }, opened);

  return {
    role: config.role,
    url,
    beginShutdown: () => readiness.beginShutdown(),
    get closing() {
      return opened.closing;
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
