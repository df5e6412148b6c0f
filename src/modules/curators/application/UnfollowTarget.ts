import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ok, type Result } from '../../../shared/domain/Result.ts';
import type { FollowRepository } from '../domain/FollowRepository.ts';
import type { Target } from '../domain/Target.ts';
import { expectOwner, type TargetNotFound, type Targets } from './Targets.ts';

/** Ends following a curator or a collection. Repeating it changes nothing. */
export class UnfollowTarget {
  readonly #follows: FollowRepository;
  readonly #targets: Targets;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(follows: FollowRepository, targets: Targets, unitOfWork: UnitOfWork, clock: Clock) {
    this.#follows = follows;
    this.#targets = targets;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /**
   * Raises CuratorUnfollowedEvent if there is a follow to end: also of a collection that is gone, or private by now. Fails with
   * curator-not-found, collection-not-found.
   */
  async execute({
    followerId,
    target,
  }: {
    followerId: CuratorId;
    target: Target;
  }): Promise<Result<{ target: Target }, TargetNotFound>> {
    return this.#unitOfWork.run(followerId.value, async () => {
      const follow = await this.#follows.find(followerId, target);
      if (follow) {
        follow.end(this.#clock.now());
        await this.#follows.save(follow);
        return ok({ target });
      }
      const owner = await expectOwner(this.#targets, target, followerId);
      return owner.ok ? ok({ target }) : owner;
    });
  }
}
