import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { NotificationId } from '../domain/NotificationId.ts';
import type { NotificationStore } from './NotificationStore.ts';

export interface NotificationNotFound {
  readonly kind: 'notification-not-found';
  /** Those of the given ids that are none of the recipient's. */
  readonly notificationIds: readonly string[];
}

/** The ids, if all of them are of the recipient's notifications. Fails with notification-not-found. One retracted meanwhile is no failure. */
export async function findOwn(
  notifications: Pick<NotificationStore, 'findForeign'>,
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
