import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import type { CollectionNotFound, NotCollectionAuthor } from '../domain/refusals.ts';
import { type CollectionParts, changeCollection } from './changeCollection.ts';

/** Ends a collection. The cards in it are in whatever else they are in. */
export class DeleteCollection {
  readonly #parts: CollectionParts;

  constructor(collections: CollectionRepository, unitOfWork: UnitOfWork, clock: Clock) {
    this.#parts = { collections, unitOfWork, clock };
  }

  /** Raises CollectionDeletedEvent. Fails with collection-not-found, not-collection-author. */
  async execute({
    curatorId,
    collectionId,
  }: {
    curatorId: CuratorId;
    collectionId: CollectionId;
  }): Promise<Result<{ collectionId: CollectionId }, CollectionNotFound | NotCollectionAuthor>> {
    const named = { curatorId, collectionId };
    const deleted = await changeCollection(this.#parts, named, (collection, at) => collection.delete(curatorId, at));
    return deleted.ok ? ok({ collectionId }) : deleted;
  }
}
