import type { CardId } from '../../../shared/domain/CardId.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { KnownCards } from '../application/KnownCards.ts';

export class PrismaKnownCards implements KnownCards {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async has(cardId: CardId): Promise<boolean> {
    const { rows } = await this.#database.query(prepared`SELECT FROM cards WHERE id = ${cardId.value}`);
    return rows.length > 0;
  }
}
