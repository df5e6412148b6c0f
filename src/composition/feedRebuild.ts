import type { FeedStore } from '../modules/feeds/application/FeedStore.ts';
import type { FeedRebuildOptions, RebuiltFeeds } from '../modules/feeds/infrastructure/rebuild/FeedRebuildOptions.ts';
import { rebuildFeeds } from '../modules/feeds/infrastructure/rebuild/rebuildFeeds.ts';
import { DomainEvents } from '../shared/domain/events/DomainEvents.ts';
import type { LoggedEvent } from '../shared/infrastructure/events/readEvents.ts';
import { createEventCodecs } from './eventCodecs.ts';
import { createFeedHandlers } from './eventHandlers.ts';
import { feedRoutes } from './eventRoutes.ts';

/** See rebuildFeeds. Rejects with UnknownEventError when a newer release wrote to the log: what it meant for feeds cannot be known. */
export const rebuildFeedsFromLog = (options: Omit<FeedRebuildOptions, 'listen'>): Promise<RebuiltFeeds> =>
  rebuildFeeds({ ...options, listen: listenForFeeds });

/** The handlers that write the live feeds, on another store. */
function listenForFeeds(store: FeedStore): (event: LoggedEvent) => Promise<void> {
  const codecs = createEventCodecs();
  const domainEvents = new DomainEvents();
  for (const route of feedRoutes(createFeedHandlers(store))) {
    domainEvents.register((event, metadata) => route.handle(event, metadata), route.eventType);
  }
  return ({ metadata, ...encoded }) => domainEvents.dispatch(codecs.decode(encoded), metadata);
}
