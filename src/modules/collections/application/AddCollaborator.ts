import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import type {
  AlreadyCollaborator,
  CannotCollaborateWithOneself,
  CollectionNotFound,
  NotCollectionAuthor,
  TooManyCollaborators,
} from '../domain/refusals.ts';
import { type Blocked, type Blocks, blocked } from './Blocks.ts';
import { type CollectionParts, changeCollection } from './changeCollection.ts';
import { type CuratorNotFound, curatorNotFound, type KnownCurators } from './KnownCurators.ts';

/** Lets another curator see a collection, whatever its visibility, and add to it and remove from it when it is CLOSED. */
export class AddCollaborator {
  readonly #parts: CollectionParts;
  readonly #curators: KnownCurators;
  readonly #blocks: Blocks;

  constructor(
    collections: CollectionRepository,
    curators: KnownCurators,
    blocks: Blocks,
    unitOfWork: UnitOfWork,
    clock: Clock,
  ) {
    this.#parts = { collections, unitOfWork, clock };
    this.#curators = curators;
    this.#blocks = blocks;
  }

  /**
   * Raises CollaboratorAddedEvent. Fails with collection-not-found, not-collection-author, curator-not-found, cannot-collaborate-with-oneself,
   * already-collaborator, too-many-collaborators, blocked.
   *
   * @param curatorId on whose behalf: the author.
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
      | CollectionNotFound
      | NotCollectionAuthor
      | CuratorNotFound
      | CannotCollaborateWithOneself
      | AlreadyCollaborator
      | TooManyCollaborators
      | Blocked
    >
  > {
    type Refusal =
      | CollectionNotFound
      | NotCollectionAuthor
      | CuratorNotFound
      | CannotCollaborateWithOneself
      | AlreadyCollaborator
      | TooManyCollaborators
      | Blocked;
    const named = { curatorId, collectionId };
    const changed = await changeCollection<Result<void, Refusal>>(this.#parts, named, async (collection, at) => {
      const added = collection.addCollaborator(curatorId, collaboratorId, at);
      if (!added.ok) return added;
      if (!(await this.#curators.has(collaboratorId))) return err(curatorNotFound(collaboratorId));
      return (await this.#blocks.isBetween(curatorId, collaboratorId)) ? err(blocked(collaboratorId)) : added;
    });
    return changed.ok ? ok({ collectionId, curatorId: collaboratorId }) : changed;
  }
}
