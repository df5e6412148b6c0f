import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionAccess } from '../domain/CollectionAccess.ts';
import { CollectionDescription } from '../domain/CollectionDescription.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import { CollectionName } from '../domain/CollectionName.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import type { CollectionVisibility } from '../domain/CollectionVisibility.ts';
import type { InvalidCollection } from '../domain/InvalidCollection.ts';
import type { CollectionNotFound, NotCollectionAuthor } from '../domain/refusals.ts';
import { type CollectionParts, changeCollection } from './changeCollection.ts';

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
  readonly #parts: CollectionParts;

  constructor(collections: CollectionRepository, unitOfWork: UnitOfWork, clock: Clock) {
    this.#parts = { collections, unitOfWork, clock };
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

    const change = { name: name.value, description, access, visibility };
    const updated = await changeCollection(this.#parts, { curatorId, collectionId }, (collection, at) =>
      collection.update(curatorId, change, at),
    );
    return updated.ok ? ok({ collectionId }) : updated;
  }
}
