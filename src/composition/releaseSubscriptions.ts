import type { Database } from '../shared/infrastructure/database/Database.ts';
import { type QueuedSubscription, queuedSubscriptions } from '../shared/infrastructure/events/QueuedSubscription.ts';
import { createEventCodecs } from './eventCodecs.ts';
import { createEventHandlers } from './eventHandlers.ts';
import { eventRoutes } from './eventRoutes.ts';

/** The queued handlers of this release, for tools beside the server. */
export function releaseSubscriptions(database: Database): readonly QueuedSubscription[] {
  const nobodyToTell = { feedsChanged: () => {}, notificationsChanged: () => {} };
  return queuedSubscriptions(eventRoutes(createEventHandlers(database, nobodyToTell)), createEventCodecs());
}
