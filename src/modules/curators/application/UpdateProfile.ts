import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { ProfileChange } from '../domain/Curator.ts';
import type { CuratorRepository } from '../domain/CuratorRepository.ts';
import type { InvalidProfile } from '../domain/Handle.ts';
import { type CuratorNotFound, curatorNotFound } from './CuratorNotFound.ts';

export interface HandleTaken {
  readonly kind: 'handle-taken';
  readonly handle: string;
}

export interface UpdateProfileInput extends ProfileChange {
  readonly curatorId: CuratorId;
}

/** Changes what others see of a curator. */
export class UpdateProfile {
  readonly #curators: CuratorRepository;
  readonly #unitOfWork: UnitOfWork;

  constructor(curators: CuratorRepository, unitOfWork: UnitOfWork) {
    this.#curators = curators;
    this.#unitOfWork = unitOfWork;
  }

  /** Changes all the given fields or none. Fails with invalid-profile, handle-taken, curator-not-found. */
  async execute({
    curatorId,
    ...change
  }: UpdateProfileInput): Promise<Result<{ curatorId: CuratorId }, InvalidProfile | HandleTaken | CuratorNotFound>> {
    return this.#unitOfWork.run(curatorId.value, async () => {
      const curator = await this.#curators.find(curatorId);
      if (!curator) return err(curatorNotFound(curatorId));
      const updated = curator.updateProfile(change);
      if (!updated.ok) return updated;
      const { handle } = curator.profile;
      if (handle !== null && (await this.#curators.isHandleTaken(handle, curatorId)))
        return err({ kind: 'handle-taken', handle });
      await this.#curators.save(curator);
      return ok({ curatorId });
    });
  }
}
