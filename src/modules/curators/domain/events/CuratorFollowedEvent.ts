import type { CuratorId } from '../../../../shared/domain/CuratorId.ts';
import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';

/** A curator follows another. `dateTimeOccurred` is since when, and tells this following from an earlier one that was ended. */
export class CuratorFollowedEvent implements IDomainEvent {
  readonly followId: UniqueEntityID;
  readonly followerId: CuratorId;
  readonly curatorId: CuratorId;
  readonly dateTimeOccurred: Date;

  constructor(followId: UniqueEntityID, followerId: CuratorId, curatorId: CuratorId, dateTimeOccurred: Date) {
    this.followId = followId;
    this.followerId = followerId;
    this.curatorId = curatorId;
    this.dateTimeOccurred = dateTimeOccurred;
  }

  getAggregateId(): UniqueEntityID {
    return this.followId;
  }
}
