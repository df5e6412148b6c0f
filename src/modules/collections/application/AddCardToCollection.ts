import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CardId } from '../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import {
  type AlreadyInCollection,
  type CollectionClosed,
  type CollectionNotFound,
  collectionNotFound,
} from '../domain/refusals.ts';
import { type Blocked, type Blocks, blocked } from './Blocks.ts';
import { type CardNotFound, cardNotFound, type KnownCards } from './KnownCards.ts';

/** Puts a card, whoever wrote it, into a collection. */
export class AddCardToCollection {
  readonly #collections: CollectionRepository;
  readonly #cards: KnownCards;
  readonly #blocks: Blocks;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(
    collections: CollectionRepository,
    cards: KnownCards,
    blocks: Blocks,
    unitOfWork: UnitOfWork,
    clock: Clock,
  ) {
    this.#collections = collections;
    this.#cards = cards;
    this.#blocks = blocks;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
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
    return this.#unitOfWork.run(curatorId.value, async () => {
      const collection = await this.#collections.findForCard(collectionId, cardId);
      if (!collection) return err(collectionNotFound(collectionId));
      const added = collection.addCard(curatorId, cardId, this.#clock.now());
      if (!added.ok) return added;
      const { authorId } = collection;
      if (!curatorId.equals(authorId) && (await this.#blocks.isBetween(curatorId, authorId)))
        return err(blocked(authorId));
      if (!(await this.#cards.has(cardId))) return err(cardNotFound(cardId));
      await this.#collections.save(collection);
      return ok({ collectionId, cardId });
    });
  }
}
