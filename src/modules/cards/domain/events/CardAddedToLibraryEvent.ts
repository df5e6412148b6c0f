import type { CuratorId } from '../../../../shared/domain/CuratorId.ts';
import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';
import type { CardId } from '../CardId.ts';
import type { CardType } from '../CardType.ts';

/** A curator saved a card. `dateTimeOccurred` is when, and tells this saving from an earlier one that was undone. */
export class CardAddedToLibraryEvent implements IDomainEvent {
  readonly cardId: CardId;
  readonly curatorId: CuratorId;
  readonly cardType: CardType;
  readonly url: string | undefined;
  readonly title: string | undefined;
  readonly dateTimeOccurred: Date;

  constructor(
    cardId: CardId,
    curatorId: CuratorId,
    cardType: CardType,
    url?: string,
    title?: string,
    dateTimeOccurred: Date = new Date(),
  ) {
    this.cardId = cardId;
    this.curatorId = curatorId;
    this.cardType = cardType;
    this.url = url;
    this.title = title;
    this.dateTimeOccurred = dateTimeOccurred;
  }

  getAggregateId(): UniqueEntityID {
    return this.cardId.getValue();
  }
}
