import type { CardId } from '../../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../../shared/domain/CuratorId.ts';
import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';
import type { CollectionAudience } from '../CollectionAudience.ts';
import type { CollectionId } from '../CollectionId.ts';

/** A curator added a card to a collection that `audience` saw. */
export class CardAddedToCollectionEvent implements IDomainEvent {
  readonly collectionId: CollectionId;
  readonly cardId: CardId;
  readonly addedBy: CuratorId;
  readonly audience: CollectionAudience;
  readonly dateTimeOccurred: Date;

  constructor(
    collectionId: CollectionId,
    cardId: CardId,
    addedBy: CuratorId,
    audience: CollectionAudience,
    dateTimeOccurred: Date,
  ) {
    this.collectionId = collectionId;
    this.cardId = cardId;
    this.addedBy = addedBy;
    this.audience = audience;
    this.dateTimeOccurred = dateTimeOccurred;
  }

  getAggregateId(): UniqueEntityID {
    return this.collectionId.getValue();
  }
}
