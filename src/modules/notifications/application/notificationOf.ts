import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { CardAddedToLibraryEvent } from '../../cards/index.ts';
import type { CardAddedToCollectionEvent, CollaboratorAddedEvent } from '../../collections/index.ts';
import type { CuratorFollowedEvent } from '../../curators/index.ts';
import type { NewNotification } from '../domain/NewNotification.ts';
import type { NotificationKind } from '../domain/NotificationKind.ts';

// What is told of events.

type NotificationOf<Event> = (event: Event, metadata: EventMetadata) => NewNotification;

export const ofSave =
  (kind: NotificationKind): NotificationOf<CardAddedToLibraryEvent> =>
  ({ curatorId, cardId, dateTimeOccurred }, { correlationId, seq }) => ({
    kind,
    correlationId,
    seq,
    actorId: curatorId.value,
    cardId: cardId.value,
    collectionId: null,
    createdAt: dateTimeOccurred,
  });

export const ofFollow: NotificationOf<CuratorFollowedEvent> = (
  { followerId, target, dateTimeOccurred },
  { correlationId, seq },
) => ({
  kind: target.kind === 'curator' ? 'FOLLOWED_YOU' : 'FOLLOWED_YOUR_COLLECTION',
  correlationId,
  seq,
  actorId: followerId.value,
  cardId: null,
  collectionId: target.kind === 'collection' ? target.id.value : null,
  createdAt: dateTimeOccurred,
});

export const ofCollecting =
  (kind: NotificationKind): NotificationOf<CardAddedToCollectionEvent> =>
  ({ collectionId, cardId, addedBy, dateTimeOccurred }, { correlationId, seq }) => ({
    kind,
    correlationId,
    seq,
    actorId: addedBy.value,
    cardId: cardId.value,
    collectionId: collectionId.value,
    createdAt: dateTimeOccurred,
  });

export const ofCollaboration: NotificationOf<CollaboratorAddedEvent> = (
  { collectionId, curatorId, dateTimeOccurred },
  { actorId, correlationId, seq },
) => ({
  kind: 'COLLABORATOR_ADDED',
  correlationId,
  seq,
  // What is nobody's doing would be the recipient's own, who then is not told.
  actorId: actorId ?? curatorId.value,
  cardId: null,
  collectionId: collectionId.value,
  createdAt: dateTimeOccurred,
});
