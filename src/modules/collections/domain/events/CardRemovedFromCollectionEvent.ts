import type { CardId } from '../../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../../shared/domain/CuratorId.ts';
import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';
import type { CollectionId } from '../CollectionId.ts';

/** A card that `addedBy` had added to a collection was taken out of it. */
export class CardRemovedFromCollectionEvent implements IDomainEvent {
  readonly collectionId: CollectionId;
  readonly cardId: CardId;
  readonly addedBy: CuratorId;
  readonly dateTimeOccurred: Date;

  constructor(collectionId: CollectionId, cardId: CardId, addedBy: CuratorId, dateTimeOccurred: Date) {
    this.collectionId = collectionId;
    this.cardId = cardId;
    this.addedBy = addedBy;
    this.dateTimeOccurred = dateTimeOccurred;
  }

  getAggregateId(): UniqueEntityID {
    return this.collectionId.getValue();
  }
}
