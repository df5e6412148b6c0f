import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import {
  type CollectionNotFound,
  collectionNotFound,
  type NotCollaborator,
  type NotCollectionAuthor,
} from '../domain/refusals.ts';

/** Ends a collaboration, by the author's or the collaborator's will. What the collaborator added stays. */
export class RemoveCollaborator {
  readonly #collections: CollectionRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(collections: CollectionRepository, unitOfWork: UnitOfWork, clock: Clock) {
    this.#collections = collections;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /**
   * Raises CollaboratorRemovedEvent. Fails with collection-not-found, not-collection-author, not-collaborator.
   *
   * @param curatorId on whose behalf: the author, or the collaborator.
   */
  async execute({
    curatorId,
    collectionId,
    collaboratorId,
  }: {
    curatorId: CuratorId;
    collectionId: CollectionId;
    collaboratorId: CuratorId;
  }): Promise<
    Result<
      { collectionId: CollectionId; curatorId: CuratorId },
      CollectionNotFound | NotCollectionAuthor | NotCollaborator
    >
  > {
    return this.#unitOfWork.run(curatorId.value, async () => {
      const collection = await this.#collections.find(collectionId);
      if (!collection) return err(collectionNotFound(collectionId));
      const removed = collection.removeCollaborator(curatorId, collaboratorId, this.#clock.now());
      if (!removed.ok) return removed;
      await this.#collections.save(collection);
      return ok({ collectionId, curatorId: collaboratorId });
    });
  }
}
