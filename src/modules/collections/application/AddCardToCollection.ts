import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CardId } from '../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import type { AlreadyInCollection, CollectionClosed, CollectionNotFound } from '../domain/refusals.ts';
import { type Blocked, type Blocks, blocked } from './Blocks.ts';
import { type CollectionParts, changeCollection } from './changeCollection.ts';
import { type CardNotFound, cardNotFound, type KnownCards } from './KnownCards.ts';

/** Puts a card, whoever wrote it, into a collection. */
export class AddCardToCollection {
  readonly #parts: CollectionParts;
  readonly #cards: KnownCards;
  readonly #blocks: Blocks;

  constructor(
    collections: CollectionRepository,
    cards: KnownCards,
    blocks: Blocks,
    unitOfWork: UnitOfWork,
    clock: Clock,
  ) {
    this.#parts = { collections, unitOfWork, clock };
    this.#cards = cards;
    this.#blocks = blocks;
  }

  /** Raises CardAddedToCollectionEvent. Fails with collection-not-found, card-not-found, collection-closed, already-in-collection, blocked. */
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
      CollectionNotFound | CardNotFound | CollectionClosed | AlreadyInCollection | Blocked
    >
  > {
    const named = { curatorId, collectionId, cardId };
    type Decision = Result<void, CollectionNotFound | CardNotFound | CollectionClosed | AlreadyInCollection | Blocked>;
    const changed = await changeCollection<Decision>(this.#parts, named, async (collection, at) => {
      const added = collection.addCard(curatorId, cardId, at);
      if (!added.ok) return added;
      const { authorId } = collection;
      if (!curatorId.equals(authorId) && (await this.#blocks.isBetween(curatorId, authorId)))
        return err(blocked(authorId));
      return (await this.#cards.has(cardId)) ? added : err(cardNotFound(cardId));
    });
    return changed.ok ? ok({ collectionId, cardId }) : changed;
  }
}
