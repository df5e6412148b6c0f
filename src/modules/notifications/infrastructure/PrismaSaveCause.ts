import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { CardAddedToLibraryEvent } from '../../cards/index.ts';
import type { StandingCause } from '../application/StandingCause.ts';
import { instant, uuid } from './sqlValues.ts';

/** A save stands as long as its row of library_memberships is there: undoing it deletes the row, saving again makes another, of another time. */
export class PrismaSaveCause implements StandingCause<CardAddedToLibraryEvent> {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async hold({ cardId, curatorId, dateTimeOccurred }: CardAddedToLibraryEvent): Promise<boolean> {
    const rows = await this.#database.transaction.client.$queryRaw<unknown[]>`
      SELECT 1 FROM library_memberships
      WHERE card_id = ${uuid(cardId.value)} AND curator_id = ${curatorId.value} AND added_at = ${instant(dateTimeOccurred)}
      FOR SHARE`;
    return rows.length > 0;
  }
}
