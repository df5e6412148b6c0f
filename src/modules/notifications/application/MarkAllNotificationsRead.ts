import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ok, type Result } from '../../../shared/domain/Result.ts';
import type { NotificationStore, ReadUpTo, UnreadCounts } from './NotificationStore.ts';

/** Marks one's own notifications as read, all of them or those up to one. Repeating it changes nothing. */
export class MarkAllNotificationsRead {
  readonly #notifications: Pick<NotificationStore, 'markAllRead' | 'countUnread'>;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(
    notifications: Pick<NotificationStore, 'markAllRead' | 'countUnread'>,
    unitOfWork: UnitOfWork,
    clock: Clock,
  ) {
    this.#notifications = notifications;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /** @param upTo what was told after it stays unread, of whatever event it was; undefined: all is read that there is. */
  async execute({
    recipientId,
    upTo,
  }: {
    recipientId: CuratorId;
    upTo: ReadUpTo | undefined;
  }): Promise<Result<UnreadCounts, never>> {
    return this.#unitOfWork.run(recipientId.value, async () => {
      await this.#notifications.markAllRead(recipientId.value, upTo, this.#clock.now());
      return ok(await this.#notifications.countUnread(recipientId.value));
    });
  }
}
