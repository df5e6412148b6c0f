import { queryFromInfo } from '@pothos/plugin-prisma';
import type { Builder } from '../../../graphql/builder.ts';
import type { GraphQLContext } from '../../../graphql/context.ts';
import { pageArgs } from '../../../graphql/pageArgs.ts';
import { pageSize, toConnection } from '../../../graphql/pagination.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { notificationCursorOf } from './notificationCursor.ts';
import { standingFor } from './standing.ts';
import { unreadCount, unseenCount } from './unreadCount.ts';

/** `Query.notifications` and `Query.unreadNotificationCount` */
export function addNotificationQueries(builder: Builder): void {
  const NotificationConnection = builder.connectionObject<'Notification', { readonly liveCursor: string }>(
    {
      name: 'NotificationConnection',
      type: 'Notification',
      description: 'A page of your notifications.',
      fields: (t) => ({
        liveCursor: t.string({
          description:
            'For notificationChanged(after:): what the page does not have yet comes there. What it has may come again: upsert by id.',
          resolve: ({ liveCursor }) => liveCursor,
        }),
      }),
    },
    { name: 'NotificationEdge', description: 'A notification in your list.' },
  );

  builder.queryField('notifications', (t) =>
    t.withAuth({ viewer: true }).field({
      type: NotificationConnection,
      description: 'Your notifications, newest first. Needs a token.',
      args: {
        ...pageArgs(builder),
        unreadOnly: t.arg.boolean({ description: 'True: only those that are unread. Default false.' }),
      },
      resolve: async (_root, { first, after, unreadOnly }, context, info) => {
        const size = pageSize(first);
        const cursor = notificationCursorOf(context.viewer);
        const before = cursor.decode(after);
        const { select } = queryFromInfo({
          context,
          info,
          select: { id: true, seq: true },
          paths: [['edges', 'node'], ['nodes']],
        });
        // Before the rows: what is committed in between is then in the page and comes live as well; after them it might be in neither.
        const [liveCursor, changeId] = await Promise.all([
          context.liveNotifications.liveCursor(),
          lastChangeId(context.prisma, context.viewer),
        ]);
        const rows = await context.prisma.notification.findMany({
          select,
          where: {
            ...standingFor(context.viewer),
            ...(before !== undefined && { seq: { lt: before.seq } }),
            ...(unreadOnly && { readAt: null }),
          },
          orderBy: { seq: 'desc' },
          take: size + 1,
        });
        const cursorOf = ({ seq }: { readonly seq: bigint }) => cursor.encode({ seq, changeId });
        return { liveCursor, ...toConnection(rows, { size, after, cursorOf, nodeOf: (row) => row }) };
      },
    }),
  );

  builder.queryField('unreadNotificationCount', (t) =>
    t.withAuth({ viewer: true }).int({
      description: 'How many of your notifications are unread. Needs a token.',
      resolve: (_root, _args, context) => unreadCount(context),
    }),
  );

  builder.queryField('unseenNotificationCount', (t) =>
    t.withAuth({ viewer: true }).int({
      description: 'How many of your unread notifications you have not seen. Needs a token.',
      resolve: (_root, _args, context) => unseenCount(context),
    }),
  );
}

/** Of all that the recipient has; where they have nothing, the first there is: whatever they are told later has a greater one. One probe of an index. */
async function lastChangeId(prisma: GraphQLContext['prisma'], recipientId: CuratorId): Promise<bigint> {
  const last = await prisma.notification.findFirst({
    select: { changeId: true },
    where: { recipientId: recipientId.value },
    orderBy: { changeId: 'desc' },
  });
  return last?.changeId ?? 1n;
}
