import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { NotificationKind } from '../domain/NotificationKind.ts';
import type { NotificationPreferences } from './NotificationPreferences.ts';

interface NotificationPreference {
  readonly kind: NotificationKind;
  readonly isOn: boolean;
}

interface UnknownCurator {
  readonly kind: 'curator-not-found';
  readonly curatorId: string;
}

/** Turns a kind of notification on or off for oneself. Of a mutation that has causes of other kinds as well, these are told still. */
export class SetNotificationPreference {
  readonly #preferences: NotificationPreferences;
  readonly #unitOfWork: UnitOfWork;

  constructor(preferences: NotificationPreferences, unitOfWork: UnitOfWork) {
    this.#preferences = preferences;
    this.#unitOfWork = unitOfWork;
  }

  /**
   * Once it is done nothing more of a kind that is off is told, also by what was happening meanwhile. Repeating it changes nothing. Fails with
   * curator-not-found.
   */
  async execute({
    curatorId,
    kind,
    isOn,
  }: {
    curatorId: CuratorId;
    kind: NotificationKind;
    isOn: boolean;
  }): Promise<Result<NotificationPreference, UnknownCurator>> {
    return this.#unitOfWork.run(curatorId.value, async () => {
      const isThere = await this.#preferences.set(curatorId.value, kind, isOn);
      return isThere ? ok({ kind, isOn }) : err({ kind: 'curator-not-found', curatorId: curatorId.value });
    });
  }
}
