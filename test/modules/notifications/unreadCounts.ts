import { unreadCount } from '../../../src/modules/notifications/graphql/unreadCount.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import type { NotificationMachinery } from './notificationMachinery.ts';

export interface UnreadCount {
  readonly told: number;
  readonly asked: number;
  readonly recounted: number;
}

/** The count that a mutation tells, the one that is asked for, and a count of what the unread causes come to, for each of these. */
export async function unreadCounts(
  app: NotificationMachinery,
  people: readonly CuratorId[],
): Promise<readonly UnreadCount[]> {
  const told = await Promise.all(
    people.map((recipientId) => app.markRead.execute({ recipientId, notificationIds: [] })),
  );
  const { client: prisma } = app.database;
  const asked = await Promise.all(people.map((viewer) => unreadCount({ prisma, viewer })));
  const causes = await app.causes();
  const unread = new Set((await app.notifications()).flatMap(({ id, readAt }) => (readAt === null ? [id] : [])));
  return people.map(({ value }, nth) => {
    const own = causes.filter((cause) => cause.recipientId === value && unread.has(cause.notificationId));
    const recounted = new Set(own.map(({ notificationId }) => notificationId)).size;
    return { told: told[nth]?.unwrap().unreadCount ?? Number.NaN, asked: asked[nth] ?? Number.NaN, recounted };
  });
}
