import { z } from 'zod';
import { CollectionId } from '../../../shared/domain/CollectionId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { ConcurrencyError } from '../../../shared/infrastructure/database/ConcurrencyError.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { type PreparedStatement, prepared } from '../../../shared/infrastructure/database/prepared.ts';
import { Follow } from '../domain/Follow.ts';
import type { FollowRepository } from '../domain/FollowRepository.ts';
import { collectionTarget, curatorTarget, type Target } from '../domain/Target.ts';

const followRow = z.object({ id: z.string(), followedAt: z.date() });
const followOfRow = followRow.extend({ collectionId: z.string().nullable() });

/** Curators and collections are followed in a table each. */
export class PrismaFollowRepository implements FollowRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(followerId: CuratorId, target: Target): Promise<Follow | undefined> {
    const { rows } = await this.#database.query(selecting(followerId, target));
    if (rows[0] === undefined) return undefined;
    const { id, followedAt } = followRow.parse(rows[0]);
    return Follow.restore(new UniqueEntityID(id), { followerId, target, followedAt });
  }

  async findOf(followerId: CuratorId, followedId: CuratorId): Promise<readonly Follow[]> {
    const { rows } = await this.#database.query(prepared`
      SELECT id, followed_at AS "followedAt", NULL::uuid AS "collectionId" FROM follows
      WHERE follower_id = ${followerId.value} AND curator_id = ${followedId.value}
      UNION ALL
      SELECT f.id, f.followed_at, c.id FROM collection_follows f JOIN collections c ON c.id = f.collection_id
      WHERE f.follower_id = ${followerId.value} AND c.author_id = ${followedId.value}
      ORDER BY "followedAt", id`);
    return rows.map((row) => {
      const { id, followedAt, collectionId } = followOfRow.parse(row);
      const target =
        collectionId === null
          ? curatorTarget(followedId)
          : collectionTarget(CollectionId.create(collectionId).unwrap());
      return Follow.restore(new UniqueEntityID(id), { followerId, target, followedAt });
    });
  }

  async save(follow: Follow): Promise<void> {
    const { transaction } = this.#database;
    if (follow.hasEnded) {
      const { rowCount } = await transaction.query(deleting(follow));
      if (rowCount === 0) throw new ConcurrencyError(`follow ${follow.id.value} was ended meanwhile`);
    } else if (follow.version === 0) transaction.write(inserting(follow));
    transaction.saved(follow);
  }
}

const selecting = (followerId: CuratorId, { kind, id }: Target): PreparedStatement =>
  kind === 'curator'
    ? prepared`
        SELECT id, followed_at AS "followedAt" FROM follows
        WHERE follower_id = ${followerId.value} AND curator_id = ${id.value}`
    : prepared`
        SELECT id, followed_at AS "followedAt" FROM collection_follows
        WHERE follower_id = ${followerId.value} AND collection_id = ${id.value}`;

const inserting = ({ id, followerId, target, followedAt }: Follow): PreparedStatement =>
  target.kind === 'curator'
    ? prepared`
        INSERT INTO follows (id, follower_id, curator_id, followed_at)
        VALUES (${id.value}, ${followerId.value}, ${target.id.value}, ${followedAt})`
    : prepared`
        INSERT INTO collection_follows (id, follower_id, collection_id, followed_at)
        VALUES (${id.value}, ${followerId.value}, ${target.id.value}, ${followedAt})`;

const deleting = ({ id, target }: Follow): PreparedStatement =>
  target.kind === 'curator'
    ? prepared`DELETE FROM follows WHERE id = ${id.value}`
    : prepared`DELETE FROM collection_follows WHERE id = ${id.value}`;
