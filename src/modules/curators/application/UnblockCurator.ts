import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { BlockRepository } from '../domain/BlockRepository.ts';
import type { CuratorRepository } from '../domain/CuratorRepository.ts';
import { type CuratorNotFound, curatorNotFound } from './CuratorNotFound.ts';

/** Ends a block of one's own. What it ended, and what the other blocks, stays so. Repeating it changes nothing. */
export class UnblockCurator {
  readonly #blocks: BlockRepository;
  readonly #curators: CuratorRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(blocks: BlockRepository, curators: CuratorRepository, unitOfWork: UnitOfWork, clock: Clock) {
    this.#blocks = blocks;
    this.#curators = curators;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /** Raises CuratorUnblockedEvent if there is a block to end. Fails with curator-not-found. */
  async execute({
    blockerId,
    curatorId,
  }: {
    blockerId: CuratorId;
    curatorId: CuratorId;
  }): Promise<Result<{ curatorId: CuratorId }, CuratorNotFound>> {
    return this.#unitOfWork.run(blockerId.value, async () => {
      const block = await this.#blocks.find(blockerId, curatorId);
      if (block) {
        block.end(this.#clock.now());
        await this.#blocks.save(block);
      } else if (!(await this.#curators.find(curatorId))) return err(curatorNotFound(curatorId));
      return ok({ curatorId });
    });
  }
}
