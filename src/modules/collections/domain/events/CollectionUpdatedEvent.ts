import type { CuratorId } from '../../../../shared/domain/CuratorId.ts';
import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';
import type { CollectionAudience } from '../CollectionAudience.ts';
import type { CollectionDetails } from '../CollectionDetails.ts';
import type { CollectionId } from '../CollectionId.ts';

/** A collection's details changed to these, and with them, perhaps, who sees it: from now on `audience`. */
export class CollectionUpdatedEvent implements IDomainEvent {
  readonly collectionId: CollectionId;
  readonly authorId: CuratorId;
  readonly details: CollectionDetails;
  readonly audience: CollectionAudience;
  readonly dateTimeOccurred: Date;

  constructor(
    collectionId: CollectionId,
    authorId: CuratorId,
    details: CollectionDetails,
    audience: CollectionAudience,
    dateTimeOccurred: Date,
  ) {
    this.collectionId = collectionId;
    this.authorId = authorId;
    this.details = details;
    this.audience = audience;
    this.dateTimeOccurred = dateTimeOccurred;
  }

  getAggregateId(): UniqueEntityID {
    return this.collectionId.getValue();
  }
}
