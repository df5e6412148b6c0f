import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';
import type { CardId } from '../CardId.ts';
import type { PageMetadata } from '../PageMetadata.ts';

/** A card looks different from now on, wherever it is shown. */
export class CardUpdatedEvent implements IDomainEvent {
  readonly cardId: CardId;
  /** All that is known of its page from now on. */
  readonly page: PageMetadata;
  readonly dateTimeOccurred: Date;

  constructor(cardId: CardId, page: PageMetadata, dateTimeOccurred: Date) {
    this.cardId = cardId;
    this.page = page;
    this.dateTimeOccurred = dateTimeOccurred;
  }

  getAggregateId(): UniqueEntityID {
    return this.cardId.getValue();
  }
}
