import type { CardId } from '../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import { type CollectionClosed, type CollectionNotFound, collectionNotFound } from '../domain/refusals.ts';
import { type Blocked, type Blocks, blocked } from './Blocks.ts';

/** Puts a card into collections as a part of saving it, in that unit of work. */
export class AddSavedCardToCollections {
  readonly #collections: CollectionRepository;
  readonly #blocks: Blocks;

  constructor(collections: CollectionRepository, blocks: Blocks) {
    this.#collections = collections;
    this.#blocks = blocks;
  }

  /**
   * Raises CardAddedToCollectionEvent for each that it is not in yet: saving is repeated without harm. Fails with collection-not-found,
   * collection-closed, blocked, naming the first that is at fault.
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
  }): Promise<Result<void, CollectionNotFound | CollectionClosed | Blocked>> {
    for (const collectionId of collectionIds) {
      const collection = await this.#collections.findForCard(collectionId, cardId);
      if (!collection) return err(collectionNotFound(collectionId));
      const added = collection.addCard(curatorId, cardId, at);
      const { authorId } = collection;
      if (added.ok && !curatorId.equals(authorId) && (await this.#blocks.isBetween(curatorId, authorId)))
        return err(blocked(authorId));
      if (added.ok) await this.#collections.save(collection);
      else if (added.error.kind !== 'already-in-collection') return err(added.error);
    }
    return ok(undefined);
  }
}
