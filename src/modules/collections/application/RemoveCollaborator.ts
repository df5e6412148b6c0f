import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import type { CollectionNotFound, NotCollaborator, NotCollectionAuthor } from '../domain/refusals.ts';
import { type CollectionParts, changeCollection } from './changeCollection.ts';

/** Ends a collaboration, by the author's or the collaborator's will. What the collaborator added stays. */
export class RemoveCollaborator {
  readonly #parts: CollectionParts;

  constructor(collections: CollectionRepository, unitOfWork: UnitOfWork, clock: Clock) {
    this.#parts = { collections, unitOfWork, clock };
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
    const removed = await changeCollection(this.#parts, { curatorId, collectionId }, (collection, at) =>
      collection.removeCollaborator(curatorId, collaboratorId, at),
    );
    return removed.ok ? ok({ collectionId, curatorId: collaboratorId }) : removed;
  }
}
