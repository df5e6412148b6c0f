import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CardId } from '../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, type Result } from '../../../shared/domain/Result.ts';
import type { Collection } from '../domain/Collection.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import { type CollectionNotFound, collectionNotFound } from '../domain/refusals.ts';

/** What it takes to change a collection. */
export interface CollectionParts {
  readonly collections: CollectionRepository;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

interface ChangedCollection {
  readonly curatorId: CuratorId;
  readonly collectionId: CollectionId;
  /** The card that the change is about, if it is about one: then others may add and remove other cards meanwhile. */
  readonly cardId?: CardId | undefined;
}

/** In one unit of work: loads a collection, has it decide, and saves what it decided. Fails with collection-not-found, and as `decide` does. */
export const changeCollection = <Decision extends Result<void, unknown>>(
  { collections, unitOfWork, clock }: CollectionParts,
  { curatorId, collectionId, cardId }: ChangedCollection,
  decide: (collection: Collection, at: Date) => Decision | Promise<Decision>,
): Promise<Decision | Result<void, CollectionNotFound>> =>
  unitOfWork.run<Decision | Result<void, CollectionNotFound>>(curatorId.value, async () => {
    const collection = await (cardId ? collections.findForCard(collectionId, cardId) : collections.find(collectionId));
    if (!collection) return err(collectionNotFound(collectionId));
    const decision = await decide(collection, clock.now());
    if (decision.ok) await collections.save(collection);
    return decision;
  });
