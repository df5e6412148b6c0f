import type { CuratorId } from '../../../../shared/domain/CuratorId.ts';
import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';
import type { CollectionAudience } from '../CollectionAudience.ts';
import type { CollectionId } from '../CollectionId.ts';

/** A curator is no longer a collaborator of a collection, which from now on `audience` sees. */
export class CollaboratorRemovedEvent implements IDomainEvent {
  readonly collectionId: CollectionId;
  readonly curatorId: CuratorId;
  readonly audience: CollectionAudience;
  readonly dateTimeOccurred: Date;

  constructor(collectionId: CollectionId, curatorId: CuratorId, audience: CollectionAudience, dateTimeOccurred: Date) {
    this.collectionId = collectionId;
    this.curatorId = curatorId;
    this.audience = audience;
    this.dateTimeOccurred = dateTimeOccurred;
  }

  getAggregateId(): UniqueEntityID {
    return this.collectionId.getValue();
  }
}
