import type { CuratorId } from '../../../../shared/domain/CuratorId.ts';
import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';
import type { Target } from '../Target.ts';

/** A curator wants to hear no more of another, or of a collection. */
export class CuratorMutedEvent implements IDomainEvent {
  readonly muteId: UniqueEntityID;
  readonly curatorId: CuratorId;
  readonly target: Target;
  readonly dateTimeOccurred: Date;

  constructor(muteId: UniqueEntityID, curatorId: CuratorId, target: Target, dateTimeOccurred: Date) {
    this.muteId = muteId;
    this.curatorId = curatorId;
    this.target = target;
    this.dateTimeOccurred = dateTimeOccurred;
  }

  getAggregateId(): UniqueEntityID {
    return this.muteId;
  }
}
