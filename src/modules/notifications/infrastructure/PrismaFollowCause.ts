import type { Prisma } from '../../../generated/prisma/client.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { CuratorFollowedEvent } from '../../curators/index.ts';
import type { StandingCause } from '../application/StandingCause.ts';
import { itemsOf, rowsOf } from './sqlRows.ts';

/** A follow stands as long as its row is there: undoing it deletes the row, following again makes another, of another time. */
export class PrismaFollowCause implements StandingCause<CuratorFollowedEvent> {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Locks in the order of the rows' keys, those of curators before those of collections. */
  async hold(events: readonly CuratorFollowedEvent[]): Promise<ReadonlySet<CuratorFollowedEvent>> {
    const { curator = [], collection = [] } = Object.groupBy(events, ({ target }) => target.kind);
    return new Set([...(await this.#holdCurators(curator)), ...(await this.#holdCollections(collection))]);
  }

  async #holdCurators(events: readonly CuratorFollowedEvent[]): Promise<readonly CuratorFollowedEvent[]> {
    if (events.length === 0) return [];
    const standing = await this.#database.transaction.preparing.$queryRaw<unknown[]>`
      SELECT given.nth FROM jsonb_to_recordset(${given(events)}) given(nth int, follower_id text, target text, followed_at timestamptz)
      JOIN follows ON follows.follower_id = given.follower_id AND follows.curator_id = given.target AND follows.followed_at = given.followed_at
      ORDER BY follows.follower_id, follows.curator_id FOR SHARE OF follows`;
    return itemsOf(events, standing);
  }

  /** With the collection itself: deleting it waits, too, and takes back what was told. */
  async #holdCollections(events: readonly CuratorFollowedEvent[]): Promise<readonly CuratorFollowedEvent[]> {
    if (events.length === 0) return [];
    const standing = await this.#database.transaction.preparing.$queryRaw<unknown[]>`
      SELECT given.nth FROM jsonb_to_recordset(${given(events)}) given(nth int, follower_id text, target uuid, followed_at timestamptz)
      JOIN collections ON collections.id = given.target
      JOIN collection_follows follows ON follows.follower_id = given.follower_id AND follows.collection_id = given.target
        AND follows.followed_at = given.followed_at
      ORDER BY follows.collection_id, follows.follower_id FOR SHARE OF collections, follows`;
    return itemsOf(events, standing);
  }
}

const given = (events: readonly CuratorFollowedEvent[]): Prisma.Sql =>
  rowsOf(events, ({ followerId, target, dateTimeOccurred }) => ({
    follower_id: followerId.value,
    target: target.id.value,
    followed_at: dateTimeOccurred,
  }));
