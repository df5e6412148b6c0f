import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { NotInLibrary } from '../domain/Card.ts';
import type { CardId } from '../domain/CardId.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import { type CardNotFound, cardNotFound } from './CardNotFound.ts';

/** Takes a card out of one's library. The card itself is deleted when it is in nobody's library any more. */
export class RemoveCardFromLibrary {
  readonly #cards: CardRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(cards: CardRepository, unitOfWork: UnitOfWork, clock: Clock) {
    this.#cards = cards;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /** Raises CardRemovedFromLibraryEvent. Fails with card-not-found, not-in-library. */
  async execute({
    curatorId,
    cardId,
  }: {
    curatorId: CuratorId;
    cardId: CardId;
  }): Promise<Result<{ cardId: CardId }, CardNotFound | NotInLibrary>> {
    return this.#unitOfWork.run(curatorId.value, async () => {
      const card = await this.#cards.find(cardId, curatorId);
      if (!card) return err(cardNotFound(cardId));
      const removed = card.removeFromLibrary(curatorId, this.#clock.now());
      if (!removed.ok) return removed;
      await this.#cards.save(card);
      return ok({ cardId });
    });
  }
}
