import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { CuratorFollowedEvent } from '../../curators/index.ts';
import type { StandingCause } from '../application/StandingCause.ts';
import { instant } from './sqlValues.ts';

/** A follow stands as long as its row is there: undoing it deletes the row, following again makes another, of another time. */
export class PrismaFollowCause implements StandingCause<CuratorFollowedEvent> {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async hold({ followerId, curatorId, dateTimeOccurred }: CuratorFollowedEvent): Promise<boolean> {
    const rows = await this.#database.transaction.client.$queryRaw<unknown[]>`
      SELECT 1 FROM follows
      WHERE follower_id = ${followerId.value} AND curator_id = ${curatorId.value} AND followed_at = ${instant(dateTimeOccurred)}
      FOR SHARE`;
    return rows.length > 0;
  }
}
