import { PageRetention } from '../modules/cards/infrastructure/pages/PageRetention.ts';
import { feedRetention } from '../modules/feeds/infrastructure/feedRetention.ts';
import { ReshowingChore } from '../modules/feeds/infrastructure/ReshowingChore.ts';
import { notificationRetention } from '../modules/notifications/infrastructure/notificationRetention.ts';
import type { Logger } from '../shared/application/Logger.ts';
import type { Database } from '../shared/infrastructure/database/Database.ts';
import { DeliveryBackfill } from '../shared/infrastructure/events/DeliveryBackfill.ts';
import { OutboxRetention } from '../shared/infrastructure/events/OutboxRetention.ts';
import type { QueuedSubscription } from '../shared/infrastructure/events/QueuedSubscription.ts';
import { Housekeeping } from '../shared/infrastructure/housekeeping/Housekeeping.ts';
import type { Config } from './config.ts';

export interface HousekeepingParts {
  readonly config: Config;
  readonly database: Database;
  readonly subscriptions: readonly QueuedSubscription[];
  /** Called after each commit that changed a feed. */
  readonly feedsChanged: () => void;
  readonly logger: Logger;
}

/** What the roles `all` and `worker` do unasked. */
export function createHousekeeping({
  config,
  database,
  subscriptions,
  feedsChanged,
  logger,
}: HousekeepingParts): Housekeeping {
  return new Housekeeping({
    logger,
    chores: [
      new DeliveryBackfill({ database, subscriptions, logger }),
      new OutboxRetention({ database, keepDays: config.retention.outboxDays, logger }),
      feedRetention(database, config.retention.changesDays),
      notificationRetention(database, config.retention.changesDays),
      new PageRetention(database),
      new ReshowingChore({ database, onChanged: feedsChanged }),
    ],
  });
}
