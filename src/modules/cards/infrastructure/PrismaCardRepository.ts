import type { Prisma } from '../../../generated/prisma/client.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ConcurrencyError } from '../../../shared/infrastructure/database/ConcurrencyError.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { Card } from '../domain/Card.ts';
import type { CardId } from '../domain/CardId.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import type { CardUrl } from '../domain/CardUrl.ts';
import type { LibraryMembership } from '../domain/LibraryMembership.ts';
import { cardFromRow, cardToRow } from './cardRows.ts';

export class PrismaCardRepository implements CardRepository {
  readonly #database: Database;
  /** The memberships that a card was loaded with: what is not in both is what changed. */
  readonly #loaded = new WeakMap<Card, readonly LibraryMembership[]>();

  constructor(database: Database) {
    this.#database = database;
  }

  find(cardId: CardId, curatorId: CuratorId): Promise<Card | undefined> {
    return this.#find({ id: cardId.value }, curatorId);
  }

  findByUrl(authorId: CuratorId, url: CardUrl): Promise<Card | undefined> {
    return this.#find({ authorId_canonicalUrl: { authorId: authorId.value, canonicalUrl: url.canonical } }, authorId);
  }

  async #find(where: Prisma.CardWhereUniqueInput, curatorId: CuratorId): Promise<Card | undefined> {
    const row = await this.#database.current.card.findUnique({
      where,
      include: { memberships: { where: { curatorId: curatorId.value } } },
    });
    if (!row) return undefined;
    const card = cardFromRow(row);
    this.#loaded.set(card, card.libraryMemberships);
    return card;
  }

  async save(card: Card): Promise<void> {
    const { client } = this.#database.transaction;
    if (card.version === 0) await client.card.create({ data: cardToRow(card) });
    const before = this.#loaded.get(card) ?? [];
    const added = card.libraryMemberships.filter((membership) => !before.includes(membership));
    const removed = before.filter((membership) => !card.libraryMemberships.includes(membership));
    if (added.length > 0) await this.#add(card, added);
    if (removed.length > 0) await this.#remove(card, removed);
    this.#loaded.set(card, card.libraryMemberships);
    this.#database.transaction.saved(card);
  }

  async #add(card: Card, added: readonly LibraryMembership[]): Promise<void> {
    await this.#database.transaction.client.libraryMembership.createMany({
      data: added.map(({ curatorId, addedAt }) => ({ cardId: card.cardId.value, curatorId: curatorId.value, addedAt })),
    });
  }

  async #remove(card: Card, removed: readonly LibraryMembership[]): Promise<void> {
    const { client } = this.#database.transaction;
    // Locked first: whoever is just adding the card to a library holds a key share of this row until the commit, so the check below,
    // a statement of its own, sees that membership. Checking and deleting in one statement would not, and would cascade to it.
    await client.$queryRaw`SELECT id FROM cards WHERE id = ${card.cardId.value}::uuid FOR UPDATE`;
    const { count } = await client.libraryMembership.deleteMany({
      where: { cardId: card.cardId.value, curatorId: { in: removed.map(({ curatorId }) => curatorId.value) } },
    });
    if (count !== removed.length) throw new ConcurrencyError(`card ${card.cardId.value} left a library meanwhile`);
    await client.card.deleteMany({ where: { id: card.cardId.value, memberships: { none: {} } } });
  }
}
