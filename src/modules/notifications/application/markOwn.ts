import type { Clock } from '../../../shared/application/Clock.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { NotificationId } from '../domain/NotificationId.ts';
import type { NotificationStore, UnreadCounts } from './NotificationStore.ts';

/** What it takes whatever they are marked as. */
export type OwnNotifications = Pick<NotificationStore, 'findForeign' | 'countUnread'>;

export interface MarkingParts {
  readonly notifications: OwnNotifications;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly mark: (recipientId: string, ids: readonly NotificationId[], at: Date) => Promise<void>;
}

export interface NamedNotifications {
  readonly recipientId: CuratorId;
  readonly notificationIds: readonly string[];
}

export interface NotificationNotFound {
  readonly kind: 'notification-not-found';
  /** Those of the given ids that are none of the recipient's. */
  readonly notificationIds: readonly string[];
}

/** Marks all of the recipient's notifications that are named, or none. Fails with notification-not-found. */
export function markOwn(
  { notifications, unitOfWork, clock, mark }: MarkingParts,
  { recipientId, notificationIds }: NamedNotifications,
): Promise<Result<UnreadCounts, NotificationNotFound>> {
  return unitOfWork.run(recipientId.value, async () => {
    const own = await findOwn(notifications, recipientId.value, notificationIds);
    if (!own.ok) return own;
    await mark(recipientId.value, own.value, clock.now());
    return ok(await notifications.countUnread(recipientId.value));
  });
}

/** The ids, if all of them are of the recipient's notifications. Fails with notification-not-found. One retracted meanwhile is no failure. */
async function findOwn(
  notifications: OwnNotifications,
  recipientId: string,
  notificationIds: readonly string[],
): Promise<Result<readonly NotificationId[], NotificationNotFound>> {
  const parsed = notificationIds.map((id) => NotificationId.create(id));
  const malformed = parsed.flatMap((id) => (id.ok ? [] : [id.error.value]));
  if (malformed.length > 0) return err({ kind: 'notification-not-found', notificationIds: malformed });
  const ids = parsed.flatMap((id) => (id.ok ? [id.value] : []));
  const foreign = await notifications.findForeign(recipientId, ids);
  return foreign.length > 0 ? err({ kind: 'notification-not-found', notificationIds: foreign }) : ok(ids);
}
