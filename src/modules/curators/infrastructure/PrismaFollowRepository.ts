import { z } from 'zod';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { ConcurrencyError } from '../../../shared/infrastructure/database/ConcurrencyError.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { prepared } from '../../../shared/infrastructure/database/prepared.ts';
import { Follow } from '../domain/Follow.ts';
import type { FollowRepository } from '../domain/FollowRepository.ts';

const followRow = z.object({ id: z.string(), followedAt: z.date() });

export class PrismaFollowRepository implements FollowRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(followerId: CuratorId, curatorId: CuratorId): Promise<Follow | undefined> {
    const { rows } = await this.#database.query(prepared`
      SELECT id, followed_at AS "followedAt" FROM follows
      WHERE follower_id = ${followerId.value} AND curator_id = ${curatorId.value}`);
    if (rows[0] === undefined) return undefined;
    const { id, followedAt } = followRow.parse(rows[0]);
    return Follow.restore(new UniqueEntityID(id), { followerId, curatorId, followedAt });
  }

  async save(follow: Follow): Promise<void> {
    const { transaction } = this.#database;
    if (follow.hasEnded) {
      const { rowCount } = await transaction.query(prepared`DELETE FROM follows WHERE id = ${follow.id.value}`);
      if (rowCount === 0) throw new ConcurrencyError(`follow ${follow.id.value} was ended meanwhile`);
    } else if (follow.version === 0) {
      transaction.write(prepared`
        INSERT INTO follows (id, follower_id, curator_id, followed_at)
        VALUES (${follow.id.value}, ${follow.followerId.value}, ${follow.curatorId.value}, ${follow.followedAt})`);
    }
    transaction.saved(follow);
  }
}
