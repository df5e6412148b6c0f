import { FeedBlockHandler } from '../modules/feeds/application/FeedBlockHandler.ts';
import { FeedCardAddedToCollectionHandler } from '../modules/feeds/application/FeedCardAddedToCollectionHandler.ts';
import { FeedCardAddedToLibraryHandler } from '../modules/feeds/application/FeedCardAddedToLibraryHandler.ts';
import { FeedCardRemovedFromCollectionHandler } from '../modules/feeds/application/FeedCardRemovedFromCollectionHandler.ts';
import { FeedCardRemovedFromLibraryHandler } from '../modules/feeds/application/FeedCardRemovedFromLibraryHandler.ts';
import { FeedCardUpdatedHandler } from '../modules/feeds/application/FeedCardUpdatedHandler.ts';
import { FeedCollectionAudienceHandler } from '../modules/feeds/application/FeedCollectionAudienceHandler.ts';
import { FeedCollectionDeletedHandler } from '../modules/feeds/application/FeedCollectionDeletedHandler.ts';
import { FeedCuratorFollowedHandler } from '../modules/feeds/application/FeedCuratorFollowedHandler.ts';
import { FeedCuratorUnfollowedHandler } from '../modules/feeds/application/FeedCuratorUnfollowedHandler.ts';
import { FeedMuteHandler } from '../modules/feeds/application/FeedMuteHandler.ts';
import type { FeedStore } from '../modules/feeds/application/FeedStore.ts';
import { PrismaFeedStore } from '../modules/feeds/infrastructure/PrismaFeedStore.ts';
import type { Database } from '../shared/infrastructure/database/Database.ts';
import type { EventHandlers } from './eventRoutes.ts';
import { createNotificationHandlers } from './notificationHandlers.ts';

export interface ChangeListeners {
  /** Called after each commit that changed a feed. */
  readonly feedsChanged: () => void;
  /** Called after each commit that changed notifications. */
  readonly notificationsChanged: () => void;
}

export const createEventHandlers = (
  database: Database,
  { feedsChanged, notificationsChanged }: ChangeListeners,
): Omit<EventHandlers, 'cards'> => ({
  feeds: createFeedHandlers(new PrismaFeedStore(database, feedsChanged)),
  notifications: createNotificationHandlers(database, notificationsChanged),
});

export const createFeedHandlers = (feeds: FeedStore): EventHandlers['feeds'] => ({
  cardAdded: new FeedCardAddedToLibraryHandler(feeds),
  cardRemoved: new FeedCardRemovedFromLibraryHandler(feeds),
  cardUpdated: new FeedCardUpdatedHandler(feeds),
  cardCollected: new FeedCardAddedToCollectionHandler(feeds),
  cardUncollected: new FeedCardRemovedFromCollectionHandler(feeds),
  collectionDeleted: new FeedCollectionDeletedHandler(feeds),
  collectionAudience: new FeedCollectionAudienceHandler(feeds),
  curatorFollowed: new FeedCuratorFollowedHandler(feeds),
  curatorUnfollowed: new FeedCuratorUnfollowedHandler(feeds),
  curatorMuted: new FeedMuteHandler(feeds, 'MUTED'),
  curatorUnmuted: new FeedMuteHandler(feeds, 'UNMUTED'),
  curatorBlocked: new FeedBlockHandler(feeds, 'BLOCKED'),
  curatorUnblocked: new FeedBlockHandler(feeds, 'UNBLOCKED'),
});
