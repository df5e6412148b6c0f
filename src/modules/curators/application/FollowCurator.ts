import type { Clock } from '../../../shared/application/Clock.ts';
import type { IdGenerator } from '../../../shared/application/IdGenerator.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import type { CuratorRepository } from '../domain/CuratorRepository.ts';
import { type CannotFollowOneself, Follow } from '../domain/Follow.ts';
import type { FollowRepository } from '../domain/FollowRepository.ts';
import { type CuratorNotFound, curatorNotFound } from './CuratorNotFound.ts';

/** Follows a curator. Repeating it changes nothing. */
export class FollowCurator {
  readonly #follows: FollowRepository;
  readonly #curators: CuratorRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(
    follows: FollowRepository,
    curators: CuratorRepository,
    unitOfWork: UnitOfWork,
    clock: Clock,
    ids: IdGenerator,
  ) {
    this.#follows = follows;
    this.#curators = curators;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Raises CuratorFollowedEvent unless it is so already. Fails with curator-not-found, cannot-follow-oneself. */
  async execute({
    followerId,
    curatorId,
  }: {
    followerId: CuratorId;
    curatorId: CuratorId;
  }): Promise<Result<{ curatorId: CuratorId }, CuratorNotFound | CannotFollowOneself>> {
    return this.#unitOfWork.run(followerId.value, async () => {
      if (await this.#follows.find(followerId, curatorId)) return ok({ curatorId });
      const follow = Follow.start(new UniqueEntityID(this.#ids.next()), followerId, curatorId, this.#clock.now());
      if (!follow.ok) return follow;
      if (!(await this.#curators.find(curatorId))) return err(curatorNotFound(curatorId));
      await this.#follows.save(follow.value);
      return ok({ curatorId });
    });
  }
}
