import { z } from 'zod';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { advisoryLocks } from '../../../shared/infrastructure/database/advisoryLocks.ts';
import { ConcurrencyError } from '../../../shared/infrastructure/database/ConcurrencyError.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { Blocks } from '../application/Blocks.ts';
import { Block } from '../domain/Block.ts';
import type { BlockRepository } from '../domain/BlockRepository.ts';

const blockRow = z.object({ id: z.string(), blockedAt: z.date() });

/** The same whoever of the two is named first. Two pairs may have the same one: they wait for each other without need. */
const keyOf = (one: CuratorId, other: CuratorId): string => [one.value, other.value].toSorted().join(' ');

/**
 * Blocking, and what a block refuses, have an order by a lock on the pair of curators, and each looks only after that, in a statement of its own. Not by the
 * curators' rows: whoever refers to a curator has locked their row before, and two of them and who blocks would wait in a circle.
 */
export class PrismaBlockRepository implements BlockRepository, Blocks {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async lock(one: CuratorId, other: CuratorId): Promise<void> {
    const { transaction } = this.#database;
    await transaction.query(
      prepared`SELECT pg_advisory_xact_lock(${advisoryLocks.pairOfCurators}::int, hashtext(${keyOf(one, other)}))`,
    );
    // Whoever tells either something locks them, too: see lockedRecipients, whose order and mode this is. So it is told before and taken back, or not told.
    await transaction.query(prepared`
      SELECT FROM curators WHERE id IN (${one.value}, ${other.value}) ORDER BY id FOR NO KEY UPDATE`);
  }

  async isBetween(one: CuratorId, other: CuratorId): Promise<boolean> {
    const { transaction } = this.#database;
    await transaction.query(prepared`
      SELECT pg_advisory_xact_lock_shared(${advisoryLocks.pairOfCurators}::int, hashtext(${keyOf(one, other)}))`);
    const { rows } = await transaction.query(prepared`
      SELECT FROM blocks
      WHERE (blocker_id = ${one.value} AND blocked_id = ${other.value}) OR (blocker_id = ${other.value} AND blocked_id = ${one.value})`);
    return rows.length > 0;
  }

  async find(blockerId: CuratorId, blockedId: CuratorId): Promise<Block | undefined> {
    const { rows } = await this.#database.query(prepared`
      SELECT id, blocked_at AS "blockedAt" FROM blocks
      WHERE blocker_id = ${blockerId.value} AND blocked_id = ${blockedId.value}`);
    if (rows[0] === undefined) return undefined;
    const { id, blockedAt } = blockRow.parse(rows[0]);
    return Block.restore(new UniqueEntityID(id), { blockerId, blockedId, blockedAt });
  }

  async save(block: Block): Promise<void> {
    const { transaction } = this.#database;
    if (block.hasEnded) {
      const { rowCount } = await transaction.query(prepared`DELETE FROM blocks WHERE id = ${block.id.value}`);
      if (rowCount === 0) throw new ConcurrencyError(`block ${block.id.value} was ended meanwhile`);
    } else if (block.version === 0) {
      transaction.write(prepared`
        INSERT INTO blocks (id, blocker_id, blocked_id, blocked_at)
        VALUES (${block.id.value}, ${block.blockerId.value}, ${block.blockedId.value}, ${block.blockedAt})`);
    }
    transaction.saved(block);
  }
}
