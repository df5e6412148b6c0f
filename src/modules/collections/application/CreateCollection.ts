import type { Clock } from '../../../shared/application/Clock.ts';
import type { IdGenerator } from '../../../shared/application/IdGenerator.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ok, type Result } from '../../../shared/domain/Result.ts';
import { Collection } from '../domain/Collection.ts';
import type { CollectionAccess } from '../domain/CollectionAccess.ts';
import { CollectionDescription } from '../domain/CollectionDescription.ts';
import { CollectionId } from '../domain/CollectionId.ts';
import { CollectionName } from '../domain/CollectionName.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import type { CollectionVisibility } from '../domain/CollectionVisibility.ts';
import type { InvalidCollection } from '../domain/InvalidCollection.ts';

export interface CreateCollectionInput {
  readonly curatorId: CuratorId;
  readonly name: string;
  readonly description?: string | undefined;
  /** Default CLOSED: nobody else adds unless the author says so. */
  readonly access?: CollectionAccess | undefined;
  /** Default PUBLIC. */
  readonly visibility?: CollectionVisibility | undefined;
}

/** Begins a collection of the curator's. */
export class CreateCollection {
  readonly #collections: CollectionRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(collections: CollectionRepository, unitOfWork: UnitOfWork, clock: Clock, ids: IdGenerator) {
    this.#collections = collections;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Raises CollectionCreatedEvent. Fails with invalid-collection. */
  async execute({
    curatorId,
    name: nameText,
    description: descriptionText = '',
    access = 'CLOSED',
    visibility = 'PUBLIC',
  }: CreateCollectionInput): Promise<Result<{ collectionId: CollectionId }, InvalidCollection>> {
    const name = CollectionName.create(nameText);
    if (!name.ok) return name;
    const description = CollectionDescription.create(descriptionText);
    if (!description.ok) return description;

    return this.#unitOfWork.run(curatorId.value, async () => {
      const collectionId = CollectionId.create(this.#ids.next()).unwrap();
      const details = { name: name.value, description: description.value, access, visibility };
      const at = this.#clock.now();
      await this.#collections.save(Collection.create({ collectionId, authorId: curatorId, details, at }));
      return ok({ collectionId });
    });
  }
}
