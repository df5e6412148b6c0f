import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { CardAddedToCollectionEvent } from '../../collections/index.ts';
import type { StandingCause } from '../application/StandingCause.ts';
import { itemsOf, rowsOf } from './sqlRows.ts';

/**
 * That a card was added to a collection stands as long as its row is there, of that time. Held with it is the collection's own row, and so who
 * sees it: turning it private waits, too, and takes back what was told.
 */
export class PrismaCollectingCause implements StandingCause<CardAddedToCollectionEvent> {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Locks in the order of the rows' keys, a collection before its cards, as who changes them does. */
  async hold(events: readonly CardAddedToCollectionEvent[]): Promise<ReadonlySet<CardAddedToCollectionEvent>> {
    const given = rowsOf(events, ({ collectionId, cardId, dateTimeOccurred }) => ({
      collection_id: collectionId.value,
      card_id: cardId.value,
      added_at: dateTimeOccurred,
    }));
    const standing = await this.#database.transaction.preparing.$queryRaw<unknown[]>`
      SELECT given.nth FROM jsonb_to_recordset(${given}) given(nth int, collection_id uuid, card_id uuid, added_at timestamptz)
      JOIN collections ON collections.id = given.collection_id
      JOIN collection_cards added ON added.collection_id = given.collection_id AND added.card_id = given.card_id AND added.added_at = given.added_at
      ORDER BY added.collection_id, added.card_id FOR SHARE OF collections, added`;
    return new Set(itemsOf(events, standing));
  }
}
