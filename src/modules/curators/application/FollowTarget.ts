import type { Clock } from '../../../shared/application/Clock.ts';
import type { IdGenerator } from '../../../shared/application/IdGenerator.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ok, type Result } from '../../../shared/domain/Result.ts';
import { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { type CannotFollowOneself, Follow } from '../domain/Follow.ts';
import type { FollowRepository } from '../domain/FollowRepository.ts';
import type { Target } from '../domain/Target.ts';
import { expectThere, type TargetNotFound, type Targets } from './Targets.ts';

/** Follows a curator or a collection. Repeating it changes nothing. */
export class FollowTarget {
  readonly #follows: FollowRepository;
  readonly #targets: Targets;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(follows: FollowRepository, targets: Targets, unitOfWork: UnitOfWork, clock: Clock, ids: IdGenerator) {
    this.#follows = follows;
    this.#targets = targets;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  /**
   * Raises CuratorFollowedEvent unless it is so already. Fails with curator-not-found, collection-not-found, cannot-follow-oneself.
   */
  async execute({
    followerId,
    target,
  }: {
    followerId: CuratorId;
    target: Target;
  }): Promise<Result<{ target: Target }, TargetNotFound | CannotFollowOneself>> {
    return this.#unitOfWork.run(followerId.value, async () => {
      const there = await expectThere(this.#targets, target, followerId);
      if (!there.ok) return there;
      if (await this.#follows.find(followerId, target)) return ok({ target });
      const follow = Follow.start(new UniqueEntityID(this.#ids.next()), followerId, target, this.#clock.now());
      if (!follow.ok) return follow;
      await this.#follows.save(follow.value);
      return ok({ target });
    });
  }
}
