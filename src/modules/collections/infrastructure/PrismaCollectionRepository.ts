import type { CardId } from '../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ConcurrencyError } from '../../../shared/infrastructure/database/ConcurrencyError.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { Collection } from '../domain/Collection.ts';
import type { CollectionCard } from '../domain/CollectionCard.ts';
import type { CollectionDetails } from '../domain/CollectionDetails.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import { collectionFromRows, collectionsFromRows } from './collectionRows.ts';

/** What a collection was loaded with: what is different when it is saved is what changed. */
interface Loaded {
  readonly details: CollectionDetails;
  readonly collaborators: readonly CuratorId[];
  readonly cards: readonly CollectionCard[];
}

export class PrismaCollectionRepository implements CollectionRepository {
  readonly #database: Database;
  readonly #loaded = new WeakMap<Collection, Loaded>();

  constructor(database: Database) {
    this.#database = database;
  }

  async find(collectionId: CollectionId): Promise<Collection | undefined> {
    const { rows } = await this.#database.query(prepared`
      SELECT id, author_id, name, description, access, visibility, version, created_at, updated_at
      FROM collections WHERE id = ${collectionId.value}`);
    return rows[0] === undefined ? undefined : this.#load(collectionId, rows[0], []);
  }

  async findForCard(collectionId: CollectionId, cardId: CardId): Promise<Collection | undefined> {
    const { transaction } = this.#database;
    // Locked first: what is read after that, in statements of their own, is as whoever changed the collection before has left it.
    const { rows } = await transaction.query(prepared`
      SELECT id, author_id, name, description, access, visibility, version, created_at, updated_at
      FROM collections WHERE id = ${collectionId.value} FOR SHARE`);
    if (rows[0] === undefined) return undefined;
    const cards = await transaction.query(prepared`
      SELECT card_id, added_by, added_at FROM collection_cards
      WHERE collection_id = ${collectionId.value} AND card_id = ${cardId.value}`);
    return this.#load(collectionId, rows[0], cards.rows);
  }

  async findWithCard(cardId: CardId): Promise<readonly Collection[]> {
    const { transaction } = this.#database;
    // Locked as in `findForCard`, and in one order.
    const { rows } = await transaction.query(prepared`
      SELECT id, author_id, name, description, access, visibility, version, created_at, updated_at
      FROM collections WHERE id IN (SELECT collection_id FROM collection_cards WHERE card_id = ${cardId.value}) ORDER BY id FOR SHARE`);
    if (rows.length === 0) return [];
    const cards = await transaction.query(prepared`
      SELECT collection_id, card_id, added_by, added_at FROM collection_cards WHERE card_id = ${cardId.value}`);
    const collaborators = await transaction.query(prepared`
      SELECT collection_id, curator_id FROM collaborators
      WHERE collection_id IN (SELECT collection_id FROM collection_cards WHERE card_id = ${cardId.value}) ORDER BY added_at, curator_id`);
    const collections = collectionsFromRows({
      collections: rows,
      collaborators: collaborators.rows,
      cards: cards.rows,
    });
    for (const collection of collections) this.#remember(collection);
    return collections;
  }

  async #load({ value }: CollectionId, collection: object, cards: readonly object[]): Promise<Collection> {
    const collaborators = await this.#database.query(prepared`
      SELECT curator_id FROM collaborators WHERE collection_id = ${value} ORDER BY added_at, curator_id`);
    const loaded = collectionFromRows({ collection, collaborators: collaborators.rows, cards });
    this.#remember(loaded);
    return loaded;
  }

  async save(collection: Collection): Promise<void> {
    if (collection.isDeleted) await this.#delete(collection);
    else if (collection.version === 0) this.#create(collection);
    else await this.#change(collection);
    this.#saved(collection);
  }

  async saveCards(collections: readonly Collection[]): Promise<void> {
    await this.#changeCards(collections);
    for (const collection of collections) this.#saved(collection);
  }

  #saved(collection: Collection): void {
    this.#remember(collection);
    this.#database.transaction.saved(collection);
  }

  #create({ collectionId, authorId, details, createdAt }: Collection): void {
    this.#database.transaction.write(prepared`
      INSERT INTO collections (id, author_id, name, description, access, visibility, created_at, updated_at)
      VALUES (${collectionId.value}, ${authorId.value}, ${details.name.value}, ${details.description?.value ?? null},
        ${details.access}, ${details.visibility}, ${createdAt}, ${createdAt})`);
  }

  /** Waits for those who are adding and removing cards, as `#changeHead` does: their locks are on this row. */
  async #delete(collection: Collection): Promise<void> {
    const { rowCount } = await this.#database.transaction.query(prepared`
      DELETE FROM collections WHERE id = ${collection.collectionId.value} AND version = ${collection.version}`);
    this.#expectOne(collection, rowCount);
  }

  async #change(collection: Collection): Promise<void> {
    const before = this.#before(collection);
    const { details, collaborators } = collection;
    if (details !== before.details || collaborators !== before.collaborators) {
      await this.#changeHead(collection);
      this.#changeCollaborators(collection, before);
    }
    await this.#changeCards([collection]);
  }

  async #changeHead(collection: Collection): Promise<void> {
    const { collectionId, version, details, updatedAt } = collection;
    const { rowCount } = await this.#database.transaction.query(prepared`
      UPDATE collections SET name = ${details.name.value}, description = ${details.description?.value ?? null},
        access = ${details.access}, visibility = ${details.visibility}, updated_at = ${updatedAt}, version = version + 1
      WHERE id = ${collectionId.value} AND version = ${version}`);
    this.#expectOne(collection, rowCount);
  }

  #changeCollaborators({ collectionId, collaborators, updatedAt }: Collection, before: Loaded): void {
    const { transaction } = this.#database;
    for (const curatorId of collaborators.filter((each) => !before.collaborators.includes(each))) {
      transaction.write(prepared`
        INSERT INTO collaborators (collection_id, curator_id, added_at)
        VALUES (${collectionId.value}, ${curatorId.value}, ${updatedAt})`);
    }
    for (const curatorId of before.collaborators.filter((each) => !collaborators.includes(each))) {
      transaction.write(prepared`
        DELETE FROM collaborators WHERE collection_id = ${collectionId.value} AND curator_id = ${curatorId.value}`);
    }
  }

  async #changeCards(collections: readonly Collection[]): Promise<void> {
    const { transaction } = this.#database;
    const removed: { collectionId: CollectionId; cardId: CardId }[] = [];
    for (const collection of collections) {
      const { collectionId, cards } = collection;
      const before = this.#before(collection);
      for (const { cardId, addedBy, addedAt } of cards.filter((card) => !before.cards.includes(card))) {
        transaction.write(prepared`
          INSERT INTO collection_cards (collection_id, card_id, added_by, added_at)
          VALUES (${collectionId.value}, ${cardId.value}, ${addedBy.value}, ${addedAt})`);
      }
      for (const { cardId } of before.cards.filter((card) => !cards.includes(card)))
        removed.push({ collectionId, cardId });
    }
    if (removed.length > 0) await this.#removeCards(removed);
  }

  async #removeCards(
    removed: readonly { readonly collectionId: CollectionId; readonly cardId: CardId }[],
  ): Promise<void> {
    const [collectionIds, cardIds] = [
      removed.map((each) => each.collectionId.value),
      removed.map((each) => each.cardId.value),
    ];
    const { rowCount } = await this.#database.transaction.query(prepared`
      DELETE FROM collection_cards c USING unnest(${collectionIds}::uuid[], ${cardIds}::uuid[]) removed(collection_id, card_id)
      WHERE c.collection_id = removed.collection_id AND c.card_id = removed.card_id`);
    if (rowCount !== removed.length) throw new ConcurrencyError('a card left its collection meanwhile');
  }

  #before(collection: Collection): Loaded {
    const before = this.#loaded.get(collection);
    if (!before) throw new Error('unreachable: what has a version was loaded');
    return before;
  }

  #expectOne({ collectionId }: Collection, rowCount: number | null): void {
    if (rowCount === 0) throw new ConcurrencyError(`collection ${collectionId.value} was changed meanwhile`);
  }

  #remember(collection: Collection): void {
    const { details, collaborators, cards } = collection;
    this.#loaded.set(collection, { details, collaborators, cards });
  }
}
