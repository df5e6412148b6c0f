import type { CuratorId } from '../../../../shared/domain/CuratorId.ts';
import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';

/** A curator wants nothing to do with another: from now on neither hears of the other. */
export class CuratorBlockedEvent implements IDomainEvent {
  readonly blockId: UniqueEntityID;
  readonly blockerId: CuratorId;
  readonly blockedId: CuratorId;
  readonly dateTimeOccurred: Date;

  constructor(blockId: UniqueEntityID, blockerId: CuratorId, blockedId: CuratorId, dateTimeOccurred: Date) {
    this.blockId = blockId;
    this.blockerId = blockerId;
    this.blockedId = blockedId;
    this.dateTimeOccurred = dateTimeOccurred;
  }

  getAggregateId(): UniqueEntityID {
    return this.blockId;
  }
}
