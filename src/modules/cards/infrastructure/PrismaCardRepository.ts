import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ConcurrencyError } from '../../../shared/infrastructure/database/ConcurrencyError.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { type PreparedStatement, prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { Card } from '../domain/Card.ts';
import type { CardContent } from '../domain/CardContent.ts';
import type { CardId } from '../domain/CardId.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import type { CardUrl } from '../domain/CardUrl.ts';
import type { LibraryMembership } from '../domain/LibraryMembership.ts';
import { cardFromRows, insertCard, updateCard } from './cardRows.ts';

/** What may change of a card. */
interface CardState {
  readonly content: CardContent;
  readonly libraryMemberships: readonly LibraryMembership[];
}

const stateOf = ({ content, libraryMemberships }: Card): CardState => ({ content, libraryMemberships });

export class PrismaCardRepository implements CardRepository {
  readonly #database: Database;
  /** What a card was loaded with: where it has something else now is what changed. */
  readonly #loaded = new WeakMap<Card, CardState>();

  constructor(database: Database) {
    this.#database = database;
  }

  find(cardId: CardId, curatorId: CuratorId): Promise<Card | undefined> {
    return this.#load(prepared`
      SELECT c.id, c.type, c.author_id, c.url, c.title, c.description, c.image_url, c.site_name, c.text, c.parent_card_id, c.via_card_id, c.version, c.created_at,
        c.updated_at, m.curator_id, m.added_at
      FROM cards c LEFT JOIN library_memberships m ON m.card_id = c.id AND m.curator_id = ${curatorId.value}
      WHERE c.id = ${cardId.value}`);
  }

  findToRemove(cardId: CardId, curatorId: CuratorId): Promise<Card | undefined> {
    // A statement of its own: what is read after it is as those have left it who were just adding the card to a library or a collection.
    this.#lock(cardId);
    return this.#load(prepared`
      SELECT c.id, c.type, c.author_id, c.url, c.title, c.description, c.image_url, c.site_name, c.text, c.parent_card_id, c.via_card_id, c.version, c.created_at,
        c.updated_at, m.curator_id, m.added_at
      FROM cards c LEFT JOIN LATERAL (
        SELECT curator_id, added_at FROM library_memberships WHERE card_id = c.id AND curator_id = ${curatorId.value}
        UNION ALL
        (SELECT curator_id, added_at FROM library_memberships WHERE card_id = c.id AND curator_id <> ${curatorId.value} LIMIT 1)
      ) m ON true
      WHERE c.id = ${cardId.value}`);
  }

  findByUrl(authorId: CuratorId, url: CardUrl): Promise<Card | undefined> {
    return this.#load(prepared`
      SELECT c.id, c.type, c.author_id, c.url, c.title, c.description, c.image_url, c.site_name, c.text, c.parent_card_id, c.via_card_id, c.version, c.created_at,
        c.updated_at, m.curator_id, m.added_at
      FROM cards c LEFT JOIN library_memberships m ON m.card_id = c.id AND m.curator_id = c.author_id
      WHERE c.author_id = ${authorId.value} AND c.canonical_url = ${url.canonical}`);
  }

  async #load(statement: PreparedStatement): Promise<Card | undefined> {
    const { rows } = await this.#database.query(statement);
    const card = cardFromRows(rows);
    if (!card) return undefined;
    this.#loaded.set(card, stateOf(card));
    return card;
  }

  async save(card: Card): Promise<void> {
    const { transaction } = this.#database;
    const loaded = this.#loaded.get(card);
    if (card.version === 0) transaction.write(insertCard(card));
    else if (card.content !== loaded?.content) await this.#update(card);
    const before = loaded?.libraryMemberships ?? [];
    const added = card.libraryMemberships.filter((membership) => !before.includes(membership));
    const removed = before.filter((membership) => !card.libraryMemberships.includes(membership));
    for (const { curatorId, addedAt } of added) {
      transaction.write(prepared`
        INSERT INTO library_memberships (card_id, curator_id, added_at) VALUES (${card.cardId.value}, ${curatorId.value}, ${addedAt})`);
    }
    if (removed.length > 0) await this.#remove(card, removed);
    this.#loaded.set(card, stateOf(card));
    transaction.saved(card);
  }

  /**
   * Locked first, as in `#remove`: whoever is just adding the card to a library shows it in feeds before this, so that the feeds' update finds
   * what was shown, or after it, with the new content. An update alone would not wait for them, and what they show in between would stay old.
   */
  async #update(card: Card): Promise<void> {
    this.#lock(card.cardId);
    const { rowCount } = await this.#database.transaction.query(updateCard(card));
    if (rowCount === 0) throw new ConcurrencyError(`card ${card.cardId.value} changed meanwhile`);
  }

  async #remove(card: Card, removed: readonly LibraryMembership[]): Promise<void> {
    const { transaction } = this.#database;
    const cardId = card.cardId.value;
    // Locked first: whoever is just adding the card to a library holds a key share of this row until the commit, so the check below,
    // a statement of its own, sees that membership. Checking and deleting in one statement would not, and would cascade to it.
    this.#lock(card.cardId);
    const { rowCount } = await transaction.query(prepared`
      DELETE FROM library_memberships
      WHERE card_id = ${cardId} AND curator_id = ANY(${removed.map(({ curatorId }) => curatorId.value)})`);
    if (rowCount !== removed.length) throw new ConcurrencyError(`card ${cardId} left a library meanwhile`);
    transaction.write(prepared`
      DELETE FROM cards WHERE id = ${cardId} AND NOT EXISTS (SELECT FROM library_memberships WHERE card_id = ${cardId})`);
  }

  #lock({ value }: CardId): void {
    this.#database.transaction.write(prepared`SELECT FROM cards WHERE id = ${value} FOR UPDATE`);
  }
}
