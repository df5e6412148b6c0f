import type { Clock } from '../../../shared/application/Clock.ts';
import type { IdGenerator } from '../../../shared/application/IdGenerator.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { type CannotFollowOneself, Follow } from '../domain/Follow.ts';
import type { FollowRepository } from '../domain/FollowRepository.ts';
import type { Target } from '../domain/Target.ts';
import { type Blocked, type Blocks, blocked } from './Blocks.ts';
import { expectOwner, type TargetNotFound, type Targets } from './Targets.ts';

/** Follows a curator or a collection. Repeating it changes nothing. */
export class FollowTarget {
  readonly #follows: FollowRepository;
  readonly #targets: Targets;
  readonly #blocks: Blocks;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(
    follows: FollowRepository,
    targets: Targets,
    blocks: Blocks,
    unitOfWork: UnitOfWork,
    clock: Clock,
    ids: IdGenerator,
  ) {
    this.#follows = follows;
    this.#targets = targets;
    this.#blocks = blocks;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  /**
   * Raises CuratorFollowedEvent unless it is so already. Fails with curator-not-found, collection-not-found, cannot-follow-oneself, blocked
   * (by the curator, or by the collection's author, or the other way round).
   */
  async execute({
    followerId,
    target,
  }: {
    followerId: CuratorId;
    target: Target;
  }): Promise<Result<{ target: Target }, TargetNotFound | CannotFollowOneself | Blocked>> {
    return this.#unitOfWork.run(followerId.value, async () => {
      const owner = await expectOwner(this.#targets, target, followerId);
      if (!owner.ok) return owner;
      if (await this.#follows.find(followerId, target)) return ok({ target });
      const follow = Follow.start(new UniqueEntityID(this.#ids.next()), followerId, target, this.#clock.now());
      if (!follow.ok) return follow;
      if (await this.#blocks.isBetween(followerId, owner.value)) return err(blocked(owner.value));
      await this.#follows.save(follow.value);
      return ok({ target });
    });
  }
}
