import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { NotificationId } from '../domain/NotificationId.ts';
import type { NotificationStore, UnreadCounts } from './NotificationStore.ts';

type OwnNotifications = Pick<NotificationStore, 'findForeign' | 'countUnread' | 'markRead' | 'markSeen'>;

interface NamedNotifications {
  readonly recipientId: CuratorId;
  readonly notificationIds: readonly string[];
}

interface NotificationNotFound {
  readonly kind: 'notification-not-found';
  /** Those of the given ids that are none of the recipient's. */
  readonly notificationIds: readonly string[];
}

/** Marks some of one's own notifications as read; or as seen: they were shown, and may be unread still. Repeating it changes nothing. */
export class MarkNotifications {
  readonly #notifications: OwnNotifications;
  readonly #mark: 'markRead' | 'markSeen';
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(notifications: OwnNotifications, mark: 'markRead' | 'markSeen', unitOfWork: UnitOfWork, clock: Clock) {
    this.#notifications = notifications;
    this.#mark = mark;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /** Marks all of them or none. Fails with notification-not-found. */
  execute({ recipientId, notificationIds }: NamedNotifications): Promise<Result<UnreadCounts, NotificationNotFound>> {
    return this.#unitOfWork.run(recipientId.value, async () => {
      const own = await this.#findOwn(recipientId.value, notificationIds);
      if (!own.ok) return own;
      await this.#notifications[this.#mark](recipientId.value, own.value, this.#clock.now());
      return ok(await this.#notifications.countUnread(recipientId.value));
    });
  }

  /** The ids, if all of them are of the recipient's notifications. Fails with notification-not-found. One retracted meanwhile is no failure. */
  async #findOwn(
    recipientId: string,
    notificationIds: readonly string[],
  ): Promise<Result<readonly NotificationId[], NotificationNotFound>> {
    const parsed = notificationIds.map((id) => NotificationId.create(id));
    const malformed = parsed.flatMap((id) => (id.ok ? [] : [id.error.value]));
    if (malformed.length > 0) return err({ kind: 'notification-not-found', notificationIds: malformed });
    const ids = parsed.flatMap((id) => (id.ok ? [id.value] : []));
    const foreign = await this.#notifications.findForeign(recipientId, ids);
    return foreign.length > 0 ? err({ kind: 'notification-not-found', notificationIds: foreign }) : ok(ids);
  }
}
