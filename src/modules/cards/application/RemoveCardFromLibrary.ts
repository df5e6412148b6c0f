import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CardId } from '../domain/CardId.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import type { NotInLibrary } from '../domain/refusals.ts';
import { type CardNotFound, cardNotFound } from './CardNotFound.ts';
import type { CollectionsToLeave } from './CollectionsToLeave.ts';

/** Takes a card out of one's library. A card that is in nobody's library any more is deleted, also from collections. */
export class RemoveCardFromLibrary {
  readonly #cards: CardRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #collections: CollectionsToLeave;

  constructor(cards: CardRepository, unitOfWork: UnitOfWork, clock: Clock, collections: CollectionsToLeave) {
    this.#cards = cards;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#collections = collections;
  }

  /**
   * Raises CardRemovedFromLibraryEvent and, if that was the last library, CardRemovedFromCollectionEvent for each collection that has the card. Fails with card-not-found,
   * not-in-library.
   */
  async execute({
    curatorId,
    cardId,
  }: {
    curatorId: CuratorId;
    cardId: CardId;
  }): Promise<Result<{ cardId: CardId }, CardNotFound | NotInLibrary>> {
    return this.#unitOfWork.run(curatorId.value, async () => {
      const card = await this.#cards.findToRemove(cardId, curatorId);
      if (!card) return err(cardNotFound(cardId));
      const at = this.#clock.now();
      const removed = card.removeFromLibrary(curatorId, at);
      if (!removed.ok) return removed;
      // Before the card: once it is gone, so is what says where it was.
      if (card.isInNoLibrary) await this.#collections.takeOut({ cardId, at });
      await this.#cards.save(card);
      return ok({ cardId });
    });
  }
}
