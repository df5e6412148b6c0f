import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import {
  type AlreadyCollaborator,
  type CannotCollaborateWithOneself,
  type CollectionNotFound,
  collectionNotFound,
  type NotCollectionAuthor,
  type TooManyCollaborators,
} from '../domain/refusals.ts';
import { type Blocked, type Blocks, blocked } from './Blocks.ts';
import { type CuratorNotFound, curatorNotFound, type KnownCurators } from './KnownCurators.ts';

/** Lets another curator see a collection, whatever its visibility, and add to it and remove from it when it is CLOSED. */
export class AddCollaborator {
  readonly #collections: CollectionRepository;
  readonly #curators: KnownCurators;
  readonly #blocks: Blocks;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(
    collections: CollectionRepository,
    curators: KnownCurators,
    blocks: Blocks,
    unitOfWork: UnitOfWork,
    clock: Clock,
  ) {
    this.#collections = collections;
    this.#curators = curators;
    this.#blocks = blocks;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
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
    return this.#unitOfWork.run(curatorId.value, async () => {
      const collection = await this.#collections.find(collectionId);
      if (!collection) return err(collectionNotFound(collectionId));
      const added = collection.addCollaborator(curatorId, collaboratorId, this.#clock.now());
      if (!added.ok) return added;
      if (!(await this.#curators.has(collaboratorId))) return err(curatorNotFound(collaboratorId));
      if (await this.#blocks.isBetween(curatorId, collaboratorId)) return err(blocked(collaboratorId));
      await this.#collections.save(collection);
      return ok({ collectionId, curatorId: collaboratorId });
    });
  }
}
