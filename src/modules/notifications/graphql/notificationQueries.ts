import { queryFromInfo } from '@pothos/plugin-prisma';
import type { Builder } from '../../../graphql/builder.ts';
import { pageArgs } from '../../../graphql/pageArgs.ts';
import { pageSize, toConnection } from '../../../graphql/pagination.ts';
import { notificationCursor } from './notificationCursor.ts';
import { standingFor } from './standing.ts';
import { unreadCount } from './unreadCount.ts';

/** `Query.notifications` and `Query.unreadNotificationCount` */
export function addNotificationQueries(builder: Builder): void {
  const NotificationConnection = builder.connectionObject(
    { name: 'NotificationConnection', type: 'Notification', description: 'A page of your notifications.' },
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
        const before = notificationCursor.decode(after);
        const { select } = queryFromInfo({
          context,
          info,
          select: { id: true, seq: true },
          paths: [['edges', 'node'], ['nodes']],
        });
        const rows = await context.prisma.notification.findMany({
          select,
          where: {
            ...standingFor(context.viewer),
            ...(before !== undefined && { seq: { lt: before } }),
            ...(unreadOnly && { readAt: null }),
          },
          orderBy: { seq: 'desc' },
          take: size + 1,
        });
        return toConnection(rows, {
          size,
          after,
          cursorOf: ({ seq }) => notificationCursor.encode(seq),
          nodeOf: (row) => row,
        });
      },
    }),
  );

  builder.queryField('unreadNotificationCount', (t) =>
    t.withAuth({ viewer: true }).int({
      description: 'How many of your notifications are unread. Needs a token.',
      resolve: (_root, _args, context) => unreadCount(context),
    }),
  );
}
