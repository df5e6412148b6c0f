import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CardId } from '../domain/CardId.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import type { AlreadyInLibrary } from '../domain/refusals.ts';
import { type CardNotFound, cardNotFound } from './CardNotFound.ts';

/** Keeps a card that somebody wrote in one's own library. */
export class AddCardToLibrary {
  readonly #cards: CardRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(cards: CardRepository, unitOfWork: UnitOfWork, clock: Clock) {
    this.#cards = cards;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /** Raises CardAddedToLibraryEvent. Fails with card-not-found, already-in-library. */
  async execute({
    curatorId,
    cardId,
  }: {
    curatorId: CuratorId;
    cardId: CardId;
  }): Promise<Result<{ cardId: CardId }, CardNotFound | AlreadyInLibrary>> {
    return this.#unitOfWork.run(curatorId.value, async () => {
      const card = await this.#cards.find(cardId, curatorId);
      if (!card) return err(cardNotFound(cardId));
      const added = card.addToLibrary(curatorId, this.#clock.now());
      if (!added.ok) return added;
      await this.#cards.save(card);
      return ok({ cardId });
    });
  }
}
