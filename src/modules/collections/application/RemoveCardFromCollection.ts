import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CardId } from '../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import {
  type CollectionClosed,
  type CollectionNotFound,
  collectionNotFound,
  type NotCardAdder,
  type NotInCollection,
} from '../domain/refusals.ts';

/** Takes a card out of a collection. */
export class RemoveCardFromCollection {
  readonly #collections: CollectionRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(collections: CollectionRepository, unitOfWork: UnitOfWork, clock: Clock) {
    this.#collections = collections;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /** Raises CardRemovedFromCollectionEvent. Fails with collection-not-found, not-in-collection, collection-closed, not-card-adder. */
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
      CollectionNotFound | NotInCollection | CollectionClosed | NotCardAdder
    >
  > {
    return this.#unitOfWork.run(curatorId.value, async () => {
      const collection = await this.#collections.findForCard(collectionId, cardId);
      if (!collection) return err(collectionNotFound(collectionId));
      const removed = collection.removeCard(curatorId, cardId, this.#clock.now());
      if (!removed.ok) return removed;
      await this.#collections.save(collection);
      return ok({ collectionId, cardId });
    });
  }
}
