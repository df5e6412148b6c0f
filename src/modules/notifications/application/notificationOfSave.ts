import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { CardAddedToLibraryEvent } from '../../cards/index.ts';
import type { NewNotification } from '../domain/NewNotification.ts';
import type { NotificationKind } from '../domain/NotificationKind.ts';

/** What somebody is told of a card that was saved. */
export function notificationOfSave(
  kind: NotificationKind,
  event: CardAddedToLibraryEvent,
  { correlationId, seq }: EventMetadata,
): NewNotification {
  const { curatorId, cardId, dateTimeOccurred } = event;
  return { kind, correlationId, seq, actorId: curatorId.value, cardId: cardId.value, createdAt: dateTimeOccurred };
}
