import type { Clock } from '../../../shared/application/Clock.ts';
import type { IdGenerator } from '../../../shared/application/IdGenerator.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ok, type Result } from '../../../shared/domain/Result.ts';
import { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { type CannotMuteOneself, Mute } from '../domain/Mute.ts';
import type { MuteRepository } from '../domain/MuteRepository.ts';
import type { Target } from '../domain/Target.ts';
import { expectOwner, type TargetNotFound, type Targets } from './Targets.ts';

/** Mutes a curator or a collection. Repeating it changes nothing. */
export class MuteTarget {
  readonly #mutes: MuteRepository;
  readonly #targets: Targets;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(mutes: MuteRepository, targets: Targets, unitOfWork: UnitOfWork, clock: Clock, ids: IdGenerator) {
    this.#mutes = mutes;
    this.#targets = targets;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Raises CuratorMutedEvent unless it is so already. Fails with curator-not-found, collection-not-found, cannot-mute-oneself. */
  async execute({
    curatorId,
    target,
  }: {
    curatorId: CuratorId;
    target: Target;
  }): Promise<Result<{ target: Target }, TargetNotFound | CannotMuteOneself>> {
    return this.#unitOfWork.run(curatorId.value, async () => {
      const owner = await expectOwner(this.#targets, target, curatorId);
      if (!owner.ok) return owner;
      if (await this.#mutes.find(curatorId, target)) return ok({ target });
      const mute = Mute.start(new UniqueEntityID(this.#ids.next()), curatorId, target, this.#clock.now());
      if (!mute.ok) return mute;
      await this.#mutes.save(mute.value);
      return ok({ target });
    });
  }
}
