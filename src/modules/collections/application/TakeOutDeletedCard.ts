import type { CardId } from '../../../shared/domain/CardId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';

/** Takes a card out of all collections as a part of deleting it, in that unit of work: whoever added it, and whoever may remove it. */
export class TakeOutDeletedCard {
  readonly #collections: CollectionRepository;

  constructor(collections: CollectionRepository) {
    this.#collections = collections;
  }

  /** Raises CardRemovedFromCollectionEvent for each collection that it is in. */
  async takeOut({ cardId, at }: { cardId: CardId; at: Date }): Promise<void> {
    const collections = await this.#collections.findWithCard(cardId);
    for (const collection of collections) collection.dropCard(cardId, at);
    await this.#collections.saveCards(collections);
  }
}
