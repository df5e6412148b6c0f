import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CardId } from '../domain/CardId.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import { CardText, type InvalidText } from '../domain/CardText.ts';
import type { NotANote, NotCardAuthor } from '../domain/refusals.ts';
import { type CardNotFound, cardNotFound } from './CardNotFound.ts';

/** Has a note of one's own say something else, in all libraries that it is in. */
export class UpdateNote {
  readonly #cards: CardRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(cards: CardRepository, unitOfWork: UnitOfWork, clock: Clock) {
    this.#cards = cards;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /** Raises CardUpdatedEvent if it is something else. Fails with invalid-text, card-not-found, not-card-author, not-a-note. */
  async execute({
    curatorId,
    cardId,
    text,
  }: {
    curatorId: CuratorId;
    cardId: CardId;
    text: string;
  }): Promise<Result<{ cardId: CardId }, InvalidText | CardNotFound | NotCardAuthor | NotANote>> {
    const cardText = CardText.create(text);
    if (!cardText.ok) return cardText;

    return this.#unitOfWork.run(curatorId.value, async () => {
      const card = await this.#cards.find(cardId, curatorId);
      if (!card) return err(cardNotFound(cardId));
      const rewritten = card.rewrite(curatorId, cardText.value, this.#clock.now());
      if (!rewritten.ok) return rewritten;
      await this.#cards.save(card);
      return ok({ cardId });
    });
  }
}
