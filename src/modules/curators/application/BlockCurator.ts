import type { Clock } from '../../../shared/application/Clock.ts';
import type { IdGenerator } from '../../../shared/application/IdGenerator.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { Block, type CannotBlockOneself } from '../domain/Block.ts';
import type { BlockRepository } from '../domain/BlockRepository.ts';
import type { CuratorRepository } from '../domain/CuratorRepository.ts';
import type { FollowRepository } from '../domain/FollowRepository.ts';
import { type CuratorNotFound, curatorNotFound } from './CuratorNotFound.ts';

/** Blocks a curator, and ends what either follows of the other's. Repeating it changes nothing. */
export class BlockCurator {
  readonly #blocks: BlockRepository;
  readonly #curators: CuratorRepository;
  readonly #follows: FollowRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(
    blocks: BlockRepository,
    curators: CuratorRepository,
    follows: FollowRepository,
    unitOfWork: UnitOfWork,
    clock: Clock,
    ids: IdGenerator,
  ) {
    this.#blocks = blocks;
    this.#curators = curators;
    this.#follows = follows;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  /**
   * Raises CuratorBlockedEvent unless it is so already, and CuratorUnfollowedEvent for each follow that it ends. Fails with
   * curator-not-found, cannot-block-oneself.
   */
  async execute({
    blockerId,
    curatorId,
  }: {
    blockerId: CuratorId;
    curatorId: CuratorId;
  }): Promise<Result<{ curatorId: CuratorId }, CuratorNotFound | CannotBlockOneself>> {
    return this.#unitOfWork.run(blockerId.value, async () => {
      const at = this.#clock.now();
      const block = Block.start(new UniqueEntityID(this.#ids.next()), blockerId, curatorId, at);
      if (!block.ok) return block;
      if (!(await this.#curators.find(curatorId))) return err(curatorNotFound(curatorId));
      // First: whoever is just beginning to follow the other has done so when this goes on, or is refused after it.
      await this.#blocks.lock(blockerId, curatorId);
      if (await this.#blocks.find(blockerId, curatorId)) return ok({ curatorId });
      await this.#blocks.save(block.value);
      await this.#endFollows(blockerId, curatorId, at);
      await this.#endFollows(curatorId, blockerId, at);
      return ok({ curatorId });
    });
  }

  async #endFollows(followerId: CuratorId, followedId: CuratorId, at: Date): Promise<void> {
    for (const follow of await this.#follows.findOf(followerId, followedId)) {
      follow.end(at);
      await this.#follows.save(follow);
    }
  }
}
