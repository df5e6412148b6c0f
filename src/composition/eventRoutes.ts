import type { PageMetadata } from '../modules/cards/domain/PageMetadata.ts';
import {
  CardAddedToLibraryEvent,
  CardCreatedEvent,
  CardRemovedFromLibraryEvent,
  CardUpdatedEvent,
} from '../modules/cards/index.ts';
import {
  CardAddedToCollectionEvent,
  CardRemovedFromCollectionEvent,
  CollaboratorAddedEvent,
  CollaboratorRemovedEvent,
  CollectionDeletedEvent,
  CollectionUpdatedEvent,
} from '../modules/collections/index.ts';
import {
  CuratorBlockedEvent,
  CuratorFollowedEvent,
  CuratorMutedEvent,
  CuratorUnblockedEvent,
  CuratorUnfollowedEvent,
  CuratorUnmutedEvent,
} from '../modules/curators/index.ts';
import type { LocalEventHandler, QueuedEventHandler } from '../shared/application/EventHandler.ts';
import {
  type EventRoute,
  type LocalRoute,
  local,
  preparing,
  type QueuedRoute,
  queued,
} from '../shared/application/EventRoute.ts';
import type { PreparedEventHandler } from '../shared/application/PreparedEventHandler.ts';

export interface EventHandlers {
  readonly cards: {
    readonly fetchMetadata: PreparedEventHandler<CardCreatedEvent, PageMetadata>;
  };
  readonly feeds: {
    readonly cardAdded: LocalEventHandler<CardAddedToLibraryEvent>;
    readonly cardRemoved: LocalEventHandler<CardRemovedFromLibraryEvent>;
    readonly cardUpdated: LocalEventHandler<CardUpdatedEvent>;
    readonly cardCollected: LocalEventHandler<CardAddedToCollectionEvent>;
    readonly cardUncollected: LocalEventHandler<CardRemovedFromCollectionEvent>;
    readonly collectionDeleted: LocalEventHandler<CollectionDeletedEvent>;
    readonly collectionAudience: LocalEventHandler<
      CollectionUpdatedEvent | CollaboratorAddedEvent | CollaboratorRemovedEvent
    >;
    readonly curatorFollowed: LocalEventHandler<CuratorFollowedEvent>;
    readonly curatorUnfollowed: LocalEventHandler<CuratorUnfollowedEvent>;
    readonly curatorMuted: LocalEventHandler<CuratorMutedEvent>;
    readonly curatorUnmuted: LocalEventHandler<CuratorUnmutedEvent>;
    readonly curatorBlocked: LocalEventHandler<CuratorBlockedEvent>;
    readonly curatorUnblocked: LocalEventHandler<CuratorUnblockedEvent>;
  };
  readonly notifications: {
    readonly cardSaved: QueuedEventHandler<CardAddedToLibraryEvent>;
    readonly followersOfSave: QueuedEventHandler<CardAddedToLibraryEvent>;
    readonly followed: QueuedEventHandler<CuratorFollowedEvent>;
    readonly cardCollected: QueuedEventHandler<CardAddedToCollectionEvent>;
    readonly collectionFilled: QueuedEventHandler<CardAddedToCollectionEvent>;
    readonly followersOfCollection: QueuedEventHandler<CardAddedToCollectionEvent>;
    readonly collaboratorAdded: QueuedEventHandler<CollaboratorAddedEvent>;
    readonly retractSaved: QueuedEventHandler<CardRemovedFromLibraryEvent>;
    readonly retractFollowed: QueuedEventHandler<CuratorUnfollowedEvent>;
    readonly retractCollected: QueuedEventHandler<CardRemovedFromCollectionEvent>;
    readonly retractCollaborator: QueuedEventHandler<CollaboratorRemovedEvent>;
    readonly retractCollectionDeleted: QueuedEventHandler<CollectionDeletedEvent>;
    readonly retractCollectionHidden: QueuedEventHandler<CollectionUpdatedEvent>;
    /** From whom a collection is hidden that they collaborated on. */
    readonly retractFromLeaver: QueuedEventHandler<CollaboratorRemovedEvent>;
    readonly retractMuted: QueuedEventHandler<CuratorMutedEvent>;
    readonly retractBlocked: QueuedEventHandler<CuratorBlockedEvent>;
  };
}

/**
 * Who hears of what, and when. Local handlers run in the mutation's transaction, in this order; queued ones after it, in a worker; prepared ones as well,
 * but ask somebody outside before. The names of queued handlers are in the outbox and in Redis: once released they never change.
 */
export const eventRoutes = ({ cards, feeds, notifications }: EventHandlers): readonly EventRoute[] => [
  ...feedRoutes(feeds),

  preparing(CardCreatedEvent, 'fetch-card-metadata', cards.fetchMetadata),
  ...notificationRoutes(notifications),
];

/** What becomes notifications. */
export const notificationRoutes = (notifications: EventHandlers['notifications']): readonly QueuedRoute[] => [
  queued(CardAddedToLibraryEvent, 'notify-card-saved', notifications.cardSaved),
  queued(CardAddedToLibraryEvent, 'notify-followers-of-save', notifications.followersOfSave),
  queued(CuratorFollowedEvent, 'notify-followed', notifications.followed),
  queued(CardAddedToCollectionEvent, 'notify-card-collected', notifications.cardCollected),
  queued(CardAddedToCollectionEvent, 'notify-collection-filled', notifications.collectionFilled),
  queued(CardAddedToCollectionEvent, 'notify-followers-of-collection', notifications.followersOfCollection),
  queued(CollaboratorAddedEvent, 'notify-collaborator', notifications.collaboratorAdded),
  queued(CardRemovedFromLibraryEvent, 'retract-saved', notifications.retractSaved),
  queued(CuratorUnfollowedEvent, 'retract-followed', notifications.retractFollowed),
  queued(CardRemovedFromCollectionEvent, 'retract-collected', notifications.retractCollected),
  queued(CollaboratorRemovedEvent, 'retract-collaborator', notifications.retractCollaborator),
  queued(CollectionDeletedEvent, 'retract-collection-deleted', notifications.retractCollectionDeleted),
  queued(CollectionUpdatedEvent, 'retract-collection-hidden', notifications.retractCollectionHidden),
  queued(CollaboratorRemovedEvent, 'retract-from-leaver', notifications.retractFromLeaver),
  queued(CuratorMutedEvent, 'retract-muted', notifications.retractMuted),
  queued(CuratorBlockedEvent, 'retract-blocked', notifications.retractBlocked),
];

/** What feeds are made of: also what they are rebuilt by. */
export const feedRoutes = (feeds: EventHandlers['feeds']): readonly LocalRoute[] => [
  local(CardAddedToLibraryEvent, feeds.cardAdded),
  local(CardRemovedFromLibraryEvent, feeds.cardRemoved),
  local(CardUpdatedEvent, feeds.cardUpdated),
  local(CardAddedToCollectionEvent, feeds.cardCollected),
  local(CardRemovedFromCollectionEvent, feeds.cardUncollected),
  local(CollectionDeletedEvent, feeds.collectionDeleted),
  local(CollectionUpdatedEvent, feeds.collectionAudience),
  local(CollaboratorAddedEvent, feeds.collectionAudience),
  local(CollaboratorRemovedEvent, feeds.collectionAudience),
  local(CuratorFollowedEvent, feeds.curatorFollowed),
  local(CuratorUnfollowedEvent, feeds.curatorUnfollowed),
  local(CuratorMutedEvent, feeds.curatorMuted),
  local(CuratorUnmutedEvent, feeds.curatorUnmuted),
  local(CuratorBlockedEvent, feeds.curatorBlocked),
  local(CuratorUnblockedEvent, feeds.curatorUnblocked),
];
