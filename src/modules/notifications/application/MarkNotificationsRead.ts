import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ok, type Result } from '../../../shared/domain/Result.ts';
import { findOwn, type NotificationNotFound } from './findOwn.ts';
import type { NotificationStore, UnreadCounts } from './NotificationStore.ts';

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

  /** Marks all of them or none. Fails with notification-not-found. */
  async execute({
    recipientId,
    notificationIds,
  }: {
    recipientId: CuratorId;
    notificationIds: readonly string[];
  }): Promise<Result<UnreadCounts, NotificationNotFound>> {
    return this.#unitOfWork.run(recipientId.value, async () => {
      const own = await findOwn(this.#notifications, recipientId.value, notificationIds);
      if (!own.ok) return own;
      await this.#notifications.markRead(recipientId.value, own.value, this.#clock.now());
      return ok(await this.#notifications.countUnread(recipientId.value));
    });
  }
}
