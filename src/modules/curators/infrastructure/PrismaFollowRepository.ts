import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { ConcurrencyError } from '../../../shared/infrastructure/database/ConcurrencyError.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { Follow } from '../domain/Follow.ts';
import type { FollowRepository } from '../domain/FollowRepository.ts';

export class PrismaFollowRepository implements FollowRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(followerId: CuratorId, curatorId: CuratorId): Promise<Follow | undefined> {
    const row = await this.#database.current.follow.findUnique({
      where: { followerId_curatorId: { followerId: followerId.value, curatorId: curatorId.value } },
    });
    return row
      ? Follow.restore(new UniqueEntityID(row.id), { followerId, curatorId, followedAt: row.followedAt })
      : undefined;
  }

  async save(follow: Follow): Promise<void> {
    const { client } = this.#database.transaction;
    if (follow.hasEnded) {
      const { count } = await client.follow.deleteMany({ where: { id: follow.id.value } });
      if (count === 0) throw new ConcurrencyError(`follow ${follow.id.value} was ended meanwhile`);
    } else if (follow.version === 0) {
      await client.follow.create({
        data: {
          id: follow.id.value,
          followerId: follow.followerId.value,
          curatorId: follow.curatorId.value,
          followedAt: follow.followedAt,
        },
      });
    }
    this.#database.transaction.saved(follow);
  }
}
