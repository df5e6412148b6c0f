import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { CardAddedToLibraryEvent } from '../../cards/index.ts';
import type { StandingCause } from '../application/StandingCause.ts';
import { itemsOf, rowsOf } from './sqlRows.ts';

/** A save stands as long as its row of library_memberships is there: undoing it deletes the row, saving again makes another, of another time. */
export class PrismaSaveCause implements StandingCause<CardAddedToLibraryEvent> {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Locks in the order of the rows' key. */
  async hold(events: readonly CardAddedToLibraryEvent[]): Promise<ReadonlySet<CardAddedToLibraryEvent>> {
    const given = rowsOf(events, ({ cardId, curatorId, dateTimeOccurred }) => ({
      card_id: cardId.value,
      curator_id: curatorId.value,
      added_at: dateTimeOccurred,
    }));
    const standing = await this.#database.transaction.preparing.$queryRaw<unknown[]>`
      SELECT given.nth FROM jsonb_to_recordset(${given}) given(nth int, card_id uuid, curator_id text, added_at timestamptz)
      JOIN library_memberships saved ON saved.card_id = given.card_id AND saved.curator_id = given.curator_id AND saved.added_at = given.added_at
      ORDER BY saved.card_id, saved.curator_id FOR SHARE OF saved`;
    return new Set(itemsOf(events, standing));
  }
}
