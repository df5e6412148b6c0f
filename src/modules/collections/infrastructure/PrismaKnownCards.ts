import type { CardId } from '../../../shared/domain/CardId.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { KnownCards } from '../application/KnownCards.ts';

export class PrismaKnownCards implements KnownCards {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async has(cardId: CardId): Promise<boolean> {
    const found = await this.#database.current.$queryRaw<unknown[]>`
      SELECT 1 FROM cards WHERE id = ${cardId.value}::uuid`;
    return found.length > 0;
  }
}
