import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ok, type Result } from '../../../shared/domain/Result.ts';
import type { MuteRepository } from '../domain/MuteRepository.ts';
import type { Target } from '../domain/Target.ts';
import { expectOwner, type TargetNotFound, type Targets } from './Targets.ts';

/** Mutes a curator or a collection no longer. Repeating it changes nothing. */
export class UnmuteTarget {
  readonly #mutes: MuteRepository;
  readonly #targets: Targets;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(mutes: MuteRepository, targets: Targets, unitOfWork: UnitOfWork, clock: Clock) {
    this.#mutes = mutes;
    this.#targets = targets;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /**
   * Raises CuratorUnmutedEvent if there is a mute to end: also of a collection that is gone, or private by now. Fails with
   * curator-not-found, collection-not-found.
   */
  async execute({
    curatorId,
    target,
  }: {
    curatorId: CuratorId;
    target: Target;
  }): Promise<Result<{ target: Target }, TargetNotFound>> {
    return this.#unitOfWork.run(curatorId.value, async () => {
      const mute = await this.#mutes.find(curatorId, target);
      if (mute) {
        mute.end(this.#clock.now());
        await this.#mutes.save(mute);
        return ok({ target });
      }
      const owner = await expectOwner(this.#targets, target, curatorId);
      return owner.ok ? ok({ target }) : owner;
    });
  }
}
