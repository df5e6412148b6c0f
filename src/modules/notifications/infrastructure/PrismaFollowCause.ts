import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { CuratorFollowedEvent } from '../../curators/index.ts';
import type { StandingCause } from '../application/StandingCause.ts';
import { itemsOf, rowsOf } from './sqlRows.ts';

/** Of follows of curators: one stands as long as its row is there: undoing it deletes the row, following again makes another, of another time. */
export class PrismaFollowCause implements StandingCause<CuratorFollowedEvent> {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Locks in the order of the rows' key. */
  async hold(events: readonly CuratorFollowedEvent[]): Promise<ReadonlySet<CuratorFollowedEvent>> {
    const given = rowsOf(events, ({ followerId, target, dateTimeOccurred }) => ({
      follower_id: followerId.value,
      curator_id: target.id.value,
      followed_at: dateTimeOccurred,
    }));
    const standing = await this.#database.transaction.client.$queryRaw<unknown[]>`
      SELECT given.nth FROM jsonb_to_recordset(${given}) given(nth int, follower_id text, curator_id text, followed_at timestamptz)
      JOIN follows ON follows.follower_id = given.follower_id AND follows.curator_id = given.curator_id AND follows.followed_at = given.followed_at
      ORDER BY follows.follower_id, follows.curator_id FOR SHARE OF follows`;
    return new Set(itemsOf(events, standing));
  }
}
