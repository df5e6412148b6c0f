import type { CardId } from '../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import { type CollectionClosed, type CollectionNotFound, collectionNotFound } from '../domain/refusals.ts';

/** Puts a card into collections as a part of saving it, in that unit of work. */
export class AddSavedCardToCollections {
  readonly #collections: CollectionRepository;

  constructor(collections: CollectionRepository) {
    this.#collections = collections;
  }

  /**
   * Raises CardAddedToCollectionEvent for each that it is not in yet: saving is repeated without harm. Fails with collection-not-found,
   * collection-closed, naming the first that is at fault.
   */
  async add({
    curatorId,
    cardId,
    collectionIds,
    at,
  }: {
    curatorId: CuratorId;
    cardId: CardId;
    collectionIds: readonly CollectionId[];
    at: Date;
  }): Promise<Result<void, CollectionNotFound | CollectionClosed>> {
    for (const collectionId of collectionIds) {
      const collection = await this.#collections.findForCard(collectionId, cardId);
      if (!collection) return err(collectionNotFound(collectionId));
      const added = collection.addCard(curatorId, cardId, at);
      if (added.ok) await this.#collections.save(collection);
      else if (added.error.kind !== 'already-in-collection') return err(added.error);
    }
    return ok(undefined);
  }
}
