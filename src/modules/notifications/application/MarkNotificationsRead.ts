import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { NotificationId } from '../domain/NotificationId.ts';
import type { NotificationStore } from './NotificationStore.ts';

export interface NotificationNotFound {
  readonly kind: 'notification-not-found';
  /** Those of the given ids that are none of the recipient's. */
  readonly notificationIds: readonly string[];
}

/** Marks some of one's own notifications as read. Repeating it changes nothing. */
export class MarkNotificationsRead {
  readonly #notifications: Pick<NotificationStore, 'findForeign' | 'markRead' | 'countUnread'>;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(
    notifications: Pick<NotificationStore, 'findForeign' | 'markRead' | 'countUnread'>,
    unitOfWork: UnitOfWork,
    clock: Clock,
  ) {
    this.#notifications = notifications;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /** Marks all of them or none. Fails with notification-not-found. A notification retracted meanwhile is no failure. */
  async execute({
    recipientId,
    notificationIds,
  }: {
    recipientId: CuratorId;
    notificationIds: readonly string[];
  }): Promise<Result<{ unreadCount: number }, NotificationNotFound>> {
    const parsed = notificationIds.map((id) => NotificationId.create(id));
    const malformed = parsed.flatMap((id) => (id.ok ? [] : [id.error.value]));
    if (malformed.length > 0) return err({ kind: 'notification-not-found', notificationIds: malformed });
    const ids = parsed.flatMap((id) => (id.ok ? [id.value] : []));

    return this.#unitOfWork.run(recipientId.value, async () => {
      const foreign = await this.#notifications.findForeign(recipientId.value, ids);
      if (foreign.length > 0) return err({ kind: 'notification-not-found', notificationIds: foreign });
      await this.#notifications.markRead(recipientId.value, ids, this.#clock.now());
      return ok({ unreadCount: await this.#notifications.countUnread(recipientId.value) });
    });
  }
}
