import type { Clock } from '../../../shared/application/Clock.ts';
import type { IdGenerator } from '../../../shared/application/IdGenerator.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, type Result } from '../../../shared/domain/Result.ts';
import { Card } from '../domain/Card.ts';
import type { CardId } from '../domain/CardId.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import type { InvalidText } from '../domain/CardText.ts';
import type { NotALink } from '../domain/refusals.ts';
import { addWritten, type WritingParts } from './addWritten.ts';
import { type CardNotFound, cardNotFound } from './CardNotFound.ts';

export interface AddHighlightInput {
  readonly curatorId: CuratorId;
  readonly quote: string;
  /** The link to the page that the quote is from, whoever saved it. */
  readonly parentCardId: CardId;
}

/** Quotes a linked page, and keeps the quote in the author's library. */
export class AddHighlight {
  readonly #parts: WritingParts;

  constructor(cards: CardRepository, unitOfWork: UnitOfWork, clock: Clock, ids: IdGenerator) {
    this.#parts = { cards, unitOfWork, clock, ids };
  }

  /** Raises CardCreatedEvent and CardAddedToLibraryEvent. Fails with invalid-text, card-not-found, not-a-link. */
  execute({
    curatorId,
    quote,
    parentCardId,
  }: AddHighlightInput): Promise<Result<{ cardId: CardId }, InvalidText | CardNotFound | NotALink>> {
    return addWritten<CardNotFound | NotALink>(this.#parts, { curatorId, words: quote }, async (begun) => {
      const parent = await this.#parts.cards.find(parentCardId, curatorId);
      return parent ? Card.highlight({ ...begun, parent }) : err(cardNotFound(parentCardId));
    });
  }
}
