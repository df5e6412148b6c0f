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
import { NotifyCardSaved } from '../modules/notifications/application/NotifyCardSaved.ts';
import { NotifyFollowed } from '../modules/notifications/application/NotifyFollowed.ts';
import { NotifyFollowersOfSave } from '../modules/notifications/application/NotifyFollowersOfSave.ts';
import { RetractFollowed } from '../modules/notifications/application/RetractFollowed.ts';
import { RetractHidden } from '../modules/notifications/application/RetractHidden.ts';
import { RetractSaved } from '../modules/notifications/application/RetractSaved.ts';
import { PrismaFanOut } from '../modules/notifications/infrastructure/PrismaFanOut.ts';
import { PrismaFollowCause } from '../modules/notifications/infrastructure/PrismaFollowCause.ts';
import { PrismaRetraction } from '../modules/notifications/infrastructure/PrismaRetraction.ts';
import { PrismaSaveCause } from '../modules/notifications/infrastructure/PrismaSaveCause.ts';
import {
  authorsOfSameAddress,
  followedCurator,
  followersOfActor,
} from '../modules/notifications/infrastructure/recipients.ts';
import {
  toldOfBlocked,
  toldOfFollow,
  toldOfMuted,
  toldOfSave,
} from '../modules/notifications/infrastructure/undone.ts';
import type { Database } from '../shared/infrastructure/database/Database.ts';
import type { EventHandlers } from './eventRoutes.ts';

export interface ChangeListeners {
  /** Called after each commit that changed a feed. */
  readonly feedsChanged: () => void;
  /** Called after each commit that changed notifications. */
  readonly notificationsChanged: () => void;
}

export function createEventHandlers(
  database: Database,
  { feedsChanged, notificationsChanged: onChanged }: ChangeListeners,
): Omit<EventHandlers, 'cards'> {
  const saves = new PrismaSaveCause(database);
  const follows = new PrismaFollowCause(database);
  return {
    feeds: createFeedHandlers(new PrismaFeedStore(database, feedsChanged)),
    notifications: {
      cardSaved: new NotifyCardSaved(
        saves,
        new PrismaFanOut({ database, recipients: authorsOfSameAddress, onChanged }),
      ),
      followersOfSave: new NotifyFollowersOfSave(
        saves,
        new PrismaFanOut({ database, recipients: followersOfActor, onChanged }),
      ),
      followed: new NotifyFollowed(follows, new PrismaFanOut({ database, recipients: followedCurator, onChanged })),
      retractSaved: new RetractSaved(new PrismaRetraction({ database, undone: toldOfSave, onChanged })),
      retractFollowed: new RetractFollowed(new PrismaRetraction({ database, undone: toldOfFollow, onChanged })),
      retractMuted: new RetractHidden(
        new PrismaRetraction({ database, undone: toldOfMuted, evenRead: true, onChanged }),
      ),
      retractBlocked: new RetractHidden(
        new PrismaRetraction({ database, undone: toldOfBlocked, evenRead: true, onChanged }),
      ),
    },
  };
}

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
