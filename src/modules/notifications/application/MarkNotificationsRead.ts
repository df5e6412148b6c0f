import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { Result } from '../../../shared/domain/Result.ts';
import {
  type MarkingParts,
  markOwn,
  type NamedNotifications,
  type NotificationNotFound,
  type OwnNotifications,
} from './markOwn.ts';
import type { NotificationStore, UnreadCounts } from './NotificationStore.ts';

/** Marks some of one's own notifications as read. Repeating it changes nothing. */
export class MarkNotificationsRead {
  readonly #parts: MarkingParts;

  constructor(
    notifications: OwnNotifications & Pick<NotificationStore, 'markRead'>,
    unitOfWork: UnitOfWork,
    clock: Clock,
  ) {
    const mark: MarkingParts['mark'] = (...marked) => notifications.markRead(...marked);
    this.#parts = { notifications, unitOfWork, clock, mark };
  }

  /** Marks all of them or none. Fails with notification-not-found. */
  execute(named: NamedNotifications): Promise<Result<UnreadCounts, NotificationNotFound>> {
    return markOwn(this.#parts, named);
  }
}
