import type { CardId } from '../../../shared/domain/CardId.ts';
import type { Collection } from './Collection.ts';
import type { CollectionId } from './CollectionId.ts';

export interface CollectionRepository {
  /** The collection with its collaborators, and none of its cards. */
  find(collectionId: CollectionId): Promise<Collection | undefined>;
  /**
   * The collection with its collaborators and, if it has it, this card. Until the transaction ends nobody else changes or deletes the collection:
   * so adding to it and, say, turning it private have an order. Others may add and remove cards meanwhile.
   */
  findForCard(collectionId: CollectionId, cardId: CardId): Promise<Collection | undefined>;
  /** All collections that have this card, each as `findForCard` gives it. */
  findWithCard(cardId: CardId): Promise<readonly Collection[]>;
  /** Writes what changed since it was loaded. A lost race makes the unit of work run again. */
  save(collection: Collection): Promise<void>;
  /** The same of any number, of which nothing but their cards changed: what left them, with one statement. */
  saveCards(collections: readonly Collection[]): Promise<void>;
}
