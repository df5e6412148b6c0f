import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import { type CollectionNotFound, collectionNotFound, type NotCollectionAuthor } from '../domain/refusals.ts';

/** Ends a collection. The cards in it are in whatever else they are in. */
export class DeleteCollection {
  readonly #collections: CollectionRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(collections: CollectionRepository, unitOfWork: UnitOfWork, clock: Clock) {
    this.#collections = collections;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /** Raises CollectionDeletedEvent. Fails with collection-not-found, not-collection-author. */
  async execute({
    curatorId,
    collectionId,
  }: {
    curatorId: CuratorId;
    collectionId: CollectionId;
  }): Promise<Result<{ collectionId: CollectionId }, CollectionNotFound | NotCollectionAuthor>> {
    return this.#unitOfWork.run(curatorId.value, async () => {
      const collection = await this.#collections.find(collectionId);
      if (!collection) return err(collectionNotFound(collectionId));
      const deleted = collection.delete(curatorId, this.#clock.now());
      if (!deleted.ok) return deleted;
      await this.#collections.save(collection);
      return ok({ collectionId });
    });
  }
}
