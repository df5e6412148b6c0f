import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionAccess } from '../domain/CollectionAccess.ts';
import { CollectionDescription } from '../domain/CollectionDescription.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import { CollectionName } from '../domain/CollectionName.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import type { CollectionVisibility } from '../domain/CollectionVisibility.ts';
import type { InvalidCollection } from '../domain/InvalidCollection.ts';
import { type CollectionNotFound, collectionNotFound, type NotCollectionAuthor } from '../domain/refusals.ts';

/** What is to change: a field left out stays; null empties the description. */
export interface UpdateCollectionInput {
  readonly curatorId: CuratorId;
  readonly collectionId: CollectionId;
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly access?: CollectionAccess | undefined;
  readonly visibility?: CollectionVisibility | undefined;
}

/** Changes what its author decides of a collection, and so perhaps who sees it. */
export class UpdateCollection {
  readonly #collections: CollectionRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(collections: CollectionRepository, unitOfWork: UnitOfWork, clock: Clock) {
    this.#collections = collections;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /**
   * Changes all the given fields or none. Raises CollectionUpdatedEvent if anything is to change. Fails with invalid-collection,
   * collection-not-found, not-collection-author.
   */
  async execute({
    curatorId,
    collectionId,
    name: nameText,
    description: descriptionText,
    access,
    visibility,
  }: UpdateCollectionInput): Promise<
    Result<{ collectionId: CollectionId }, InvalidCollection | CollectionNotFound | NotCollectionAuthor>
  > {
    const name = nameText === undefined ? ok(undefined) : CollectionName.create(nameText);
    if (!name.ok) return name;
    const described = CollectionDescription.create(descriptionText ?? '');
    if (!described.ok) return described;
    const description = descriptionText === undefined ? undefined : (described.value ?? null);

    return this.#unitOfWork.run(curatorId.value, async () => {
      const collection = await this.#collections.find(collectionId);
      if (!collection) return err(collectionNotFound(collectionId));
      const change = { name: name.value, description, access, visibility };
      const updated = collection.update(curatorId, change, this.#clock.now());
      if (!updated.ok) return updated;
      await this.#collections.save(collection);
      return ok({ collectionId });
    });
  }
}
