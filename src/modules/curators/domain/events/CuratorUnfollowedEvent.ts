import type { CuratorId } from '../../../../shared/domain/CuratorId.ts';
import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';
import type { Target } from '../Target.ts';

/** A curator no longer follows another, or a collection. */
export class CuratorUnfollowedEvent implements IDomainEvent {
  readonly followId: UniqueEntityID;
  readonly followerId: CuratorId;
  readonly target: Target;
  readonly dateTimeOccurred: Date;

  constructor(followId: UniqueEntityID, followerId: CuratorId, target: Target, dateTimeOccurred: Date) {
    this.followId = followId;
    this.followerId = followerId;
    this.target = target;
    this.dateTimeOccurred = dateTimeOccurred;
  }

  getAggregateId(): UniqueEntityID {
    return this.followId;
  }
}
