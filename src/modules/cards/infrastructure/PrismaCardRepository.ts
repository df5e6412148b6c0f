import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ConcurrencyError } from '../../../shared/infrastructure/database/ConcurrencyError.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { type PreparedStatement, prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { Card } from '../domain/Card.ts';
import type { CardId } from '../domain/CardId.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import type { CardUrl } from '../domain/CardUrl.ts';
import type { LibraryMembership } from '../domain/LibraryMembership.ts';
import { cardFromRow, insertCard } from './cardRows.ts';

export class PrismaCardRepository implements CardRepository {
  readonly #database: Database;
  /** The memberships that a card was loaded with: what is not in both is what changed. */
  readonly #loaded = new WeakMap<Card, readonly LibraryMembership[]>();

  constructor(database: Database) {
    this.#database = database;
  }

  find(cardId: CardId, curatorId: CuratorId): Promise<Card | undefined> {
    return this.#load(prepared`
      SELECT c.id, c.type, c.author_id, c.url, c.title, c.text, c.parent_card_id, c.version, c.created_at, m.curator_id, m.added_at
      FROM cards c LEFT JOIN library_memberships m ON m.card_id = c.id AND m.curator_id = ${curatorId.value}
      WHERE c.id = ${cardId.value}`);
  }

  findByUrl(authorId: CuratorId, url: CardUrl): Promise<Card | undefined> {
    return this.#load(prepared`
      SELECT c.id, c.type, c.author_id, c.url, c.title, c.text, c.parent_card_id, c.version, c.created_at, m.curator_id, m.added_at
      FROM cards c LEFT JOIN library_memberships m ON m.card_id = c.id AND m.curator_id = c.author_id
      WHERE c.author_id = ${authorId.value} AND c.canonical_url = ${url.canonical}`);
  }

  async #load(statement: PreparedStatement): Promise<Card | undefined> {
    const { rows } = await this.#database.query(statement);
    if (rows[0] === undefined) return undefined;
    const card = cardFromRow(rows[0]);
    this.#loaded.set(card, card.libraryMemberships);
    return card;
  }

  async save(card: Card): Promise<void> {
    const { transaction } = this.#database;
    if (card.version === 0) transaction.write(insertCard(card));
    const before = this.#loaded.get(card) ?? [];
    const added = card.libraryMemberships.filter((membership) => !before.includes(membership));
    const removed = before.filter((membership) => !card.libraryMemberships.includes(membership));
    for (const { curatorId, addedAt } of added) {
      transaction.write(prepared`
        INSERT INTO library_memberships (card_id, curator_id, added_at) VALUES (${card.cardId.value}, ${curatorId.value}, ${addedAt})`);
    }
    if (removed.length > 0) await this.#remove(card, removed);
    this.#loaded.set(card, card.libraryMemberships);
    transaction.saved(card);
  }

  async #remove(card: Card, removed: readonly LibraryMembership[]): Promise<void> {
    const { transaction } = this.#database;
    const cardId = card.cardId.value;
    // Locked first: whoever is just adding the card to a library holds a key share of this row until the commit, so the check below,
    // a statement of its own, sees that membership. Checking and deleting in one statement would not, and would cascade to it.
    transaction.write(prepared`SELECT FROM cards WHERE id = ${cardId} FOR UPDATE`);
    const { rowCount } = await transaction.query(prepared`
      DELETE FROM library_memberships
      WHERE card_id = ${cardId} AND curator_id = ANY(${removed.map(({ curatorId }) => curatorId.value)})`);
    if (rowCount !== removed.length) throw new ConcurrencyError(`card ${cardId} left a library meanwhile`);
    transaction.write(prepared`
      DELETE FROM cards WHERE id = ${cardId} AND NOT EXISTS (SELECT FROM library_memberships WHERE card_id = ${cardId})`);
  }
}
