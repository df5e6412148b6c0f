import type { IDomainEvent } from '../../../../shared/domain/events/IDomainEvent.ts';
import type { UniqueEntityID } from '../../../../shared/domain/UniqueEntityID.ts';
import type { CardId } from '../CardId.ts';
import type { PageMetadata } from '../PageMetadata.ts';

/** A card looks different from now on, wherever it is shown. */
export class CardUpdatedEvent implements IDomainEvent {
  readonly cardId: CardId;
  /**
   * All that is known of a link's page from now on; nothing for a note. What the note says is not in the event: the log is never rewritten, and a
   * note that its author deletes is to be gone.
   */
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
