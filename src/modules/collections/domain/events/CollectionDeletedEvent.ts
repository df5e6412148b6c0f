import type { CuratorId } from '../../../../shared/domain/CuratorId.ts';
import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';
import type { CollectionId } from '../CollectionId.ts';

/** A collection is gone, and with it that cards were in it; the cards are not. */
export class CollectionDeletedEvent implements IDomainEvent {
  readonly collectionId: CollectionId;
  readonly authorId: CuratorId;
  readonly dateTimeOccurred: Date;

  constructor(collectionId: CollectionId, authorId: CuratorId, dateTimeOccurred: Date) {
    this.collectionId = collectionId;
    this.authorId = authorId;
    this.dateTimeOccurred = dateTimeOccurred;
  }

  getAggregateId(): UniqueEntityID {
    return this.collectionId.getValue();
  }
}
