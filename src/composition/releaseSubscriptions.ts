import type { Logger } from '../shared/application/Logger.ts';
import type { UnitOfWork } from '../shared/application/UnitOfWork.ts';
import type { Database } from '../shared/infrastructure/database/Database.ts';
import { type QueuedSubscription, queuedSubscriptions } from '../shared/infrastructure/events/QueuedSubscription.ts';
import { createCardHandlers } from './cardMetadata.ts';
import { createEventCodecs } from './eventCodecs.ts';
import { createEventHandlers } from './eventHandlers.ts';
import { eventRoutes } from './eventRoutes.ts';

const nothingRuns: UnitOfWork = {
  run: () => Promise.reject(new Error('these handlers are asked for their names alone')),
};
const nobodyHears: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The queued handlers of this release, for tools beside the server. */
export function releaseSubscriptions(database: Database): readonly QueuedSubscription[] {
  const nobodyToTell = { feedsChanged: () => {}, notificationsChanged: () => {} };
  const cards = createCardHandlers({ database, unitOfWork: nothingRuns, logger: nobodyHears, isOn: false });
  const routes = eventRoutes({ ...createEventHandlers(database, nobodyToTell), cards });
  return queuedSubscriptions(routes, createEventCodecs());
}
