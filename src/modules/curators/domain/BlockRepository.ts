import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { Block } from './Block.ts';

export interface BlockRepository {
  /** Waits until nothing that looked for a block between the two is under way any more, and keeps all that would from looking until the end of the transaction. */
  lock(one: CuratorId, other: CuratorId): Promise<void>;
  find(blockerId: CuratorId, blockedId: CuratorId): Promise<Block | undefined>;
  /** Writes a new one, deletes one that has ended. A lost race makes the unit of work run again. */
  save(block: Block): Promise<void>;
}
