import type { CuratorId } from '../../../../shared/domain/CuratorId.ts';
import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';
import type { CollectionDetails } from '../CollectionDetails.ts';
import type { CollectionId } from '../CollectionId.ts';

/** A curator began a collection. It has no cards and no collaborators yet. */
export class CollectionCreatedEvent implements IDomainEvent {
  readonly collectionId: CollectionId;
  readonly authorId: CuratorId;
  readonly details: CollectionDetails;
  readonly dateTimeOccurred: Date;

  constructor(collectionId: CollectionId, authorId: CuratorId, details: CollectionDetails, dateTimeOccurred: Date) {
    this.collectionId = collectionId;
    this.authorId = authorId;
    this.details = details;
    this.dateTimeOccurred = dateTimeOccurred;
  }

  getAggregateId(): UniqueEntityID {
    return this.collectionId.getValue();
  }
}
