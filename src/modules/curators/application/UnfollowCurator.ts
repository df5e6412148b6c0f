import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CuratorRepository } from '../domain/CuratorRepository.ts';
import type { FollowRepository } from '../domain/FollowRepository.ts';
import { type CuratorNotFound, curatorNotFound } from './CuratorNotFound.ts';

/** Ends following a curator. Repeating it changes nothing. */
export class UnfollowCurator {
  readonly #follows: FollowRepository;
  readonly #curators: CuratorRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(follows: FollowRepository, curators: CuratorRepository, unitOfWork: UnitOfWork, clock: Clock) {
    this.#follows = follows;
    this.#curators = curators;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /** Raises CuratorUnfollowedEvent if there is a follow to end. Fails with curator-not-found. */
  async execute({
    followerId,
    curatorId,
  }: {
    followerId: CuratorId;
    curatorId: CuratorId;
  }): Promise<Result<{ curatorId: CuratorId }, CuratorNotFound>> {
    return this.#unitOfWork.run(followerId.value, async () => {
      const follow = await this.#follows.find(followerId, curatorId);
      if (follow) {
        follow.end(this.#clock.now());
        await this.#follows.save(follow);
      } else if (!(await this.#curators.find(curatorId))) return err(curatorNotFound(curatorId));
      return ok({ curatorId });
    });
  }
}
