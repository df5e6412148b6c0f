import type { Clock } from '../../../shared/application/Clock.ts';
import type { IdGenerator } from '../../../shared/application/IdGenerator.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { Card } from '../domain/Card.ts';
import { CardId } from '../domain/CardId.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import { CardText, type InvalidText } from '../domain/CardText.ts';
import type { NotALink } from '../domain/refusals.ts';
import { type CardNotFound, cardNotFound } from './CardNotFound.ts';

export interface AddHighlightInput {
  readonly curatorId: CuratorId;
  readonly quote: string;
  /** The link to the page that the quote is from, whoever saved it. */
  readonly parentCardId: CardId;
}

/** Quotes a linked page, and keeps the quote in the author's library. */
export class AddHighlight {
  readonly #cards: CardRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(cards: CardRepository, unitOfWork: UnitOfWork, clock: Clock, ids: IdGenerator) {
    this.#cards = cards;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Raises CardCreatedEvent and CardAddedToLibraryEvent. Fails with invalid-text, card-not-found, not-a-link. */
  async execute({
    curatorId,
    quote,
    parentCardId,
  }: AddHighlightInput): Promise<Result<{ cardId: CardId }, InvalidText | CardNotFound | NotALink>> {
    const text = CardText.create(quote);
    if (!text.ok) return text;

    return this.#unitOfWork.run(curatorId.value, async () => {
      const parent = await this.#cards.find(parentCardId, curatorId);
      if (!parent) return err(cardNotFound(parentCardId));
      const at = this.#clock.now();
      const cardId = CardId.create(this.#ids.next()).unwrap();
      const highlight = Card.highlight({ cardId, authorId: curatorId, parent, text: text.value, at });
      if (!highlight.ok) return highlight;
      highlight.value.addToLibrary(curatorId, at).unwrap();
      await this.#cards.save(highlight.value);
      return ok({ cardId });
    });
  }
}
