import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CardId } from '../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import type { CollectionClosed, CollectionNotFound, NotCardAdder, NotInCollection } from '../domain/refusals.ts';
import { type CollectionParts, changeCollection } from './changeCollection.ts';

/** Takes a card out of a collection. */
export class RemoveCardFromCollection {
  readonly #parts: CollectionParts;

  constructor(collections: CollectionRepository, unitOfWork: UnitOfWork, clock: Clock) {
    this.#parts = { collections, unitOfWork, clock };
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
    const removed = await changeCollection(this.#parts, { curatorId, collectionId, cardId }, (collection, at) =>
      collection.removeCard(curatorId, cardId, at),
    );
    return removed.ok ? ok({ collectionId, cardId }) : removed;
  }
}
