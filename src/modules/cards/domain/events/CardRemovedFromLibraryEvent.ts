import type { CuratorId } from '../../../../shared/domain/CuratorId.ts';
import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';
import type { CardId } from '../CardId.ts';

export class CardRemovedFromLibraryEvent implements IDomainEvent {
  readonly cardId: CardId;
  readonly curatorId: CuratorId;
  readonly dateTimeOccurred: Date;

  constructor(cardId: CardId, curatorId: CuratorId, dateTimeOccurred: Date) {
    this.cardId = cardId;
    this.curatorId = curatorId;
    this.dateTimeOccurred = dateTimeOccurred;
  }

  getAggregateId(): UniqueEntityID {
    return this.cardId.getValue();
  }
}
