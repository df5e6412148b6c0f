import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import type { NotificationMachinery } from './notificationMachinery.ts';

export interface UnreadCount {
  readonly told: number;
  readonly recounted: number;
}

/** What the counts of the API say, and a count of what the unread causes come to, for each of these. */
export async function unreadCounts(
  app: NotificationMachinery,
  people: readonly CuratorId[],
): Promise<readonly UnreadCount[]> {
  const told = await Promise.all(
    people.map((recipientId) => app.markRead.execute({ recipientId, notificationIds: [] })),
  );
  const causes = await app.causes();
  const unread = new Set((await app.notifications()).flatMap(({ id, readAt }) => (readAt === null ? [id] : [])));
  return people.map(({ value }, nth) => {
    const own = causes.filter((cause) => cause.recipientId === value && unread.has(cause.notificationId));
    const recounted = new Set(own.map(({ notificationId }) => notificationId)).size;
    return { told: told[nth]?.unwrap().unreadCount ?? Number.NaN, recounted };
  });
}
