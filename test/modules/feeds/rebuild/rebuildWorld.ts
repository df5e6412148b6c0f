import { Registry } from 'prom-client';
import { createCardHandlers } from '../../../../src/composition/cardMetadata.ts';
import { createEventHandlers } from '../../../../src/composition/eventHandlers.ts';
import { createEvents } from '../../../../src/composition/eventParts.ts';
import { eventRoutes } from '../../../../src/composition/eventRoutes.ts';
import { rebuildFeedsFromLog } from '../../../../src/composition/feedRebuild.ts';
import { createUseCases } from '../../../../src/composition/useCases.ts';
import type { FeedRebuildOptions } from '../../../../src/modules/feeds/infrastructure/rebuild/FeedRebuildOptions.ts';
import type { UnitOfWork } from '../../../../src/shared/application/UnitOfWork.ts';
import { CuratorId } from '../../../../src/shared/domain/CuratorId.ts';
import { InProcessLiveStream } from '../../../../src/shared/infrastructure/live/InProcessLiveStream.ts';
import { PrometheusMetrics } from '../../../../src/shared/infrastructure/metrics/PrometheusMetrics.ts';
import { systemClock as clock } from '../../../../src/shared/infrastructure/system/systemClock.ts';
import { uuidGenerator as ids } from '../../../../src/shared/infrastructure/system/uuidGenerator.ts';
import { log as logger } from '../../../support/log.ts';
import * as names from '../feedDatabase.ts';
import { feedDatabase } from '../feedDatabase.ts';
import { startFeedInstance } from '../feedInstance.ts';

export const [ada, bob, eve, kim] = [names.ada, names.bob, names.eve, names.kim].map((did) =>
  CuratorId.create(did).unwrap(),
) as [CuratorId, CuratorId, CuratorId, CuratorId];

/** Real mutations with all their handlers, one instance of live feeds, and rebuilds beside them. Nothing that is queued is delivered. */
export async function rebuildWorld() {
  await using opened = new AsyncDisposableStack();
  const feeds = opened.use(await feedDatabase());
  const { database, url } = feeds;
  const instance = opened.use(await startFeedInstance(feeds, new InProcessLiveStream(), 200));
  const nothing = (): void => {};
  const handlers = createEventHandlers(database, { feedsChanged: instance.wake, notificationsChanged: nothing });
  const unitOfWork: UnitOfWork = { run: (actorId, work) => events.unitOfWork.run(actorId, work) };
  const routes = eventRoutes({ ...handlers, cards: createCardHandlers({ database, unitOfWork, logger, isOn: false }) });
  const publisher = { publish: async (): Promise<void> => {}, queued: async () => new Map<string, number>() };
  const metrics = new PrometheusMetrics(new Registry(), []);
  const events = createEvents({ database, routes, publisher, ids, metrics, logger, hooks: undefined });
  const parts = opened.move();
  return {
    ...feeds,
    liveFeed: instance.liveFeed,
    useCases: createUseCases({ database, unitOfWork, clock, ids, notificationsChanged: nothing }),
    rebuild: (options: Partial<FeedRebuildOptions> = {}) =>
      rebuildFeedsFromLog({ databaseUrl: url, changesDays: 30, logger, ...options }),
    /** Everything that there is of activities, in their order. */
    activities: () => database.client.feedActivity.findMany({ orderBy: { seq: 'asc' } }),
    /** The same, as SQL has it from the events alone. */
    activitiesOfEvents: () => database.client.$queryRaw<object[]>`
      SELECT id, seq, 'CARD_ADDED_TO_LIBRARY' AS kind, payload->>'curatorId' AS "actorId", payload->>'cardId' AS "cardId",
        occurred_at AS "createdAt", (
          SELECT r.occurred_at FROM domain_events r
          WHERE r.type = 'CardRemovedFromLibrary' AND r.seq > e.seq
            AND r.payload->>'curatorId' = e.payload->>'curatorId' AND r.payload->>'cardId' = e.payload->>'cardId'
          ORDER BY r.seq LIMIT 1
        ) AS "retractedAt", NULL AS "collectionId", 'EVERYONE' AS audience, '{}'::text[] AS viewers
      FROM domain_events e WHERE type = 'CardAddedToLibrary'
      UNION ALL
      SELECT e.id, e.seq, 'CARD_ADDED_TO_COLLECTION', e.payload->>'addedBy', e.payload->>'cardId', e.occurred_at, undone.occurred_at,
        e.aggregate_id, CASE shown.to->>'visibility' WHEN 'PUBLIC' THEN 'EVERYONE' WHEN 'UNLISTED' THEN 'COLLECTION_FEED' ELSE 'VIEWERS' END,
        ARRAY(SELECT jsonb_array_elements_text(shown.to->'members'))
      FROM domain_events e
      LEFT JOIN LATERAL (
        SELECT r.seq, r.occurred_at FROM domain_events r
        WHERE r.aggregate_id = e.aggregate_id AND r.seq > e.seq AND (r.type = 'CollectionDeleted'
          OR r.type = 'CardRemovedFromCollection' AND r.payload->>'cardId' = e.payload->>'cardId')
        ORDER BY r.seq LIMIT 1
      ) undone ON true
      CROSS JOIN LATERAL (
        SELECT u.payload->'audience' AS to FROM domain_events u
        WHERE u.aggregate_id = e.aggregate_id AND u.seq >= e.seq AND (undone.seq IS NULL OR u.seq < undone.seq)
          AND (u.id = e.id OR u.type IN ('CollectionUpdated', 'CollaboratorAdded', 'CollaboratorRemoved'))
        ORDER BY u.seq DESC LIMIT 1
      ) shown
      WHERE e.type = 'CardAddedToCollection'
      ORDER BY seq`,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

export type RebuildWorld = Awaited<ReturnType<typeof rebuildWorld>>;
