import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { CollaboratorAddedEvent } from '../../collections/index.ts';
import type { StandingCause } from '../application/StandingCause.ts';
import { itemsOf, rowsOf } from './sqlRows.ts';

/** That somebody is a collaborator stands as long as their row is there, of that time. */
export class PrismaCollaborationCause implements StandingCause<CollaboratorAddedEvent> {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Locks in the order of the rows' key. */
  async hold(events: readonly CollaboratorAddedEvent[]): Promise<ReadonlySet<CollaboratorAddedEvent>> {
    const given = rowsOf(events, ({ collectionId, curatorId, dateTimeOccurred }) => ({
      collection_id: collectionId.value,
      curator_id: curatorId.value,
      added_at: dateTimeOccurred,
    }));
    const standing = await this.#database.transaction.preparing.$queryRaw<unknown[]>`
      SELECT given.nth FROM jsonb_to_recordset(${given}) given(nth int, collection_id uuid, curator_id text, added_at timestamptz)
      JOIN collaborators added ON added.collection_id = given.collection_id AND added.curator_id = given.curator_id AND added.added_at = given.added_at
      ORDER BY added.collection_id, added.curator_id FOR SHARE OF added`;
    return new Set(itemsOf(events, standing));
  }
}
