import type { CardId } from '../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ConcurrencyError } from '../../../shared/infrastructure/database/ConcurrencyError.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { Collection } from '../domain/Collection.ts';
import type { CollectionCard } from '../domain/CollectionCard.ts';
import type { CollectionDetails } from '../domain/CollectionDetails.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import type { CollectionRepository } from '../domain/CollectionRepository.ts';
import { collectionFromRows } from './collectionRows.ts';

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
    const { current } = this.#database;
    const [collection] = await current.$queryRaw<unknown[]>`
      SELECT id, author_id, name, description, access, visibility, version, created_at, updated_at
      FROM collections WHERE id = ${collectionId.value}::uuid`;
    return collection === undefined ? undefined : this.#load(collectionId, collection, []);
  }

  async findForCard(collectionId: CollectionId, cardId: CardId): Promise<Collection | undefined> {
    const { client } = this.#database.transaction;
    // Locked first: what is read after that, in statements of their own, is as whoever changed the collection before has left it.
    const [collection] = await client.$queryRaw<unknown[]>`
      SELECT id, author_id, name, description, access, visibility, version, created_at, updated_at
      FROM collections WHERE id = ${collectionId.value}::uuid FOR SHARE`;
    if (collection === undefined) return undefined;
    const cards = await client.$queryRaw<unknown[]>`
      SELECT card_id, added_by, added_at FROM collection_cards
      WHERE collection_id = ${collectionId.value}::uuid AND card_id = ${cardId.value}::uuid`;
    return this.#load(collectionId, collection, cards);
  }

  async #load({ value }: CollectionId, collection: unknown, cards: readonly unknown[]): Promise<Collection> {
    const collaborators = await this.#database.current.$queryRaw<unknown[]>`
      SELECT curator_id FROM collaborators WHERE collection_id = ${value}::uuid ORDER BY added_at, curator_id`;
    const loaded = collectionFromRows({ collection, collaborators, cards });
    this.#remember(loaded);
    return loaded;
  }

  async save(collection: Collection): Promise<void> {
    if (collection.isDeleted) await this.#delete(collection);
    else if (collection.version === 0) await this.#create(collection);
    else await this.#change(collection);
    this.#remember(collection);
    this.#database.transaction.saved(collection);
  }

  async #create({ collectionId, authorId, details, createdAt }: Collection): Promise<void> {
    const { client } = this.#database.transaction;
    await client.$executeRaw`
      INSERT INTO collections (id, author_id, name, description, access, visibility, created_at, updated_at)
      VALUES (${collectionId.value}::uuid, ${authorId.value}, ${details.name.value}, ${details.description?.value ?? null},
        ${details.access}::collection_access, ${details.visibility}::collection_visibility, ${createdAt}, ${createdAt})`;
  }

  async #delete(collection: Collection): Promise<void> {
    const deleted = await this.#database.transaction.client.$executeRaw`
      DELETE FROM collections WHERE id = ${collection.collectionId.value}::uuid AND version = ${collection.version}`;
    this.#expectOne(collection, deleted);
  }

  async #change(collection: Collection): Promise<void> {
    const before = this.#loaded.get(collection);
    if (!before) throw new Error('unreachable: what has a version was loaded');
    const { details, collaborators } = collection;
    if (details !== before.details || collaborators !== before.collaborators) {
      await this.#changeHead(collection);
      await this.#changeCollaborators(collection, before);
    }
    await this.#changeCards(collection, before);
  }

  /** Waits for those who are adding and removing cards: their locks are on this row. */
  async #changeHead(collection: Collection): Promise<void> {
    const { collectionId, version, details, updatedAt } = collection;
    const changed = await this.#database.transaction.client.$executeRaw`
      UPDATE collections SET name = ${details.name.value}, description = ${details.description?.value ?? null},
        access = ${details.access}::collection_access, visibility = ${details.visibility}::collection_visibility,
        updated_at = ${updatedAt}, version = version + 1
      WHERE id = ${collectionId.value}::uuid AND version = ${version}`;
    this.#expectOne(collection, changed);
  }

  async #changeCollaborators({ collectionId, collaborators, updatedAt }: Collection, before: Loaded): Promise<void> {
    const { client } = this.#database.transaction;
    for (const curatorId of collaborators.filter((each) => !before.collaborators.includes(each))) {
      await client.$executeRaw`
        INSERT INTO collaborators (collection_id, curator_id, added_at)
        VALUES (${collectionId.value}::uuid, ${curatorId.value}, ${updatedAt})`;
    }
    for (const curatorId of before.collaborators.filter((each) => !collaborators.includes(each))) {
      await client.$executeRaw`
        DELETE FROM collaborators WHERE collection_id = ${collectionId.value}::uuid AND curator_id = ${curatorId.value}`;
    }
  }

  async #changeCards({ collectionId, cards }: Collection, before: Loaded): Promise<void> {
    const { client } = this.#database.transaction;
    for (const { cardId, addedBy, addedAt } of cards.filter((card) => !before.cards.includes(card))) {
      await client.$executeRaw`
        INSERT INTO collection_cards (collection_id, card_id, added_by, added_at)
        VALUES (${collectionId.value}::uuid, ${cardId.value}::uuid, ${addedBy.value}, ${addedAt})`;
    }
    for (const { cardId } of before.cards.filter((card) => !cards.includes(card))) {
      const removed = await client.$executeRaw`
        DELETE FROM collection_cards WHERE collection_id = ${collectionId.value}::uuid AND card_id = ${cardId.value}::uuid`;
      if (removed === 0) throw new ConcurrencyError(`card ${cardId.value} left the collection meanwhile`);
    }
  }

  #expectOne({ collectionId }: Collection, rows: number): void {
    if (rows === 0) throw new ConcurrencyError(`collection ${collectionId.value} was changed meanwhile`);
  }

  #remember(collection: Collection): void {
    const { details, collaborators, cards } = collection;
    this.#loaded.set(collection, { details, collaborators, cards });
  }
}
