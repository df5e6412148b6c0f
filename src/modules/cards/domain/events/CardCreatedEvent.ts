import type { CuratorId } from '../../../../shared/domain/CuratorId.ts';
import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';
import type { CardId } from '../CardId.ts';
import type { CardType } from '../CardType.ts';

export class CardCreatedEvent implements IDomainEvent {
  readonly cardId: CardId;
  readonly authorId: CuratorId;
  readonly cardType: CardType;
  readonly url: string | undefined;
  readonly dateTimeOccurred: Date;

  constructor(
    cardId: CardId,
    authorId: CuratorId,
    cardType: CardType,
    url: string | undefined,
    dateTimeOccurred: Date,
  ) {
    this.cardId = cardId;
    this.authorId = authorId;
    this.cardType = cardType;
    this.url = url;
    this.dateTimeOccurred = dateTimeOccurred;
  }

  getAggregateId(): UniqueEntityID {
    return this.cardId.getValue();
  }
}
