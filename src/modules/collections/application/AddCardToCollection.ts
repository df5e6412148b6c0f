import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CardId } from '../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import type { AlreadyInCollection, CollectionClosed, CollectionNotFound } from '../domain/refusals.ts';
import { type CollectionParts, changeCollection } from './changeCollection.ts';
import { type CardNotFound, cardNotFound, type KnownCards } from './KnownCards.ts';

/** Puts a card, whoever wrote it, into a collection. */
export class AddCardToCollection {
  readonly #parts: CollectionParts;
  readonly #cards: KnownCards;

  constructor(collections: CollectionRepository, cards: KnownCards, unitOfWork: UnitOfWork, clock: Clock) {
    this.#parts = { collections, unitOfWork, clock };
    this.#cards = cards;
  }

  /** Raises CardAddedToCollectionEvent. Fails with collection-not-found, card-not-found, collection-closed, already-in-collection. */
  async execute({
    curatorId,
    collectionId,
    cardId,
  }: {
    curatorId: CuratorId;
    collectionId: CollectionId;
    cardId: CardId;
  }): Promise<
    Result<
      { collectionId: CollectionId; cardId: CardId },
      CollectionNotFound | CardNotFound | CollectionClosed | AlreadyInCollection
    >
  > {
    const named = { curatorId, collectionId, cardId };
    const changed = await changeCollection(this.#parts, named, async (collection, at) => {
      const added = collection.addCard(curatorId, cardId, at);
      return !added.ok || (await this.#cards.has(cardId)) ? added : err(cardNotFound(cardId));
    });
    return changed.ok ? ok({ collectionId, cardId }) : changed;
  }
}
