import type { Builder } from '../../../graphql/builder.ts';
import { encodeGlobalId } from '../../../graphql/globalIds.ts';
import { sharesEvents } from '../../../graphql/live/sharing.ts';
import type { NotificationNotice } from '../application/LiveNotifications.ts';
import { standingFor } from './standing.ts';
import { unreadCount } from './unreadCount.ts';

/** `Subscription.notificationChanged` */
export function addNotificationChanged(builder: Builder): void {
  const NotificationChange = addNotificationChange(builder);
  builder.subscriptionField('notificationChanged', (t) =>
    t.withAuth({ viewer: true }).field({
      type: NotificationChange,
      description: 'The changes of your notifications, each once, in their order, without a gap. Needs a token.',
      args: { after: t.arg.string({ description: 'The last cursor you have. Without it: from now on.' }) },
      subscribe: (_root, { after }, { viewer, liveNotifications }) =>
        liveNotifications.subscribe(viewer, after ?? undefined),
      resolve: (notice) => notice,
      extensions: sharesEvents,
    }),
  );
}

function addNotificationChange(builder: Builder) {
  const NotificationChangeOp = builder.enumType('NotificationChangeOp', {
    description: 'What changed.',
    values: {
      ADDED: { description: 'A new notification.' },
      UPDATED: { description: 'A notification looks different now: it was read, for example.' },
      REMOVED: { description: 'A notification is gone: its cause was undone.' },
      ALL_READ: { description: 'Many were read at once: query them again.' },
    },
  });

  return builder.objectRef<NotificationNotice>('NotificationChange').implement({
    description: 'A change of your notifications.',
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: 'For notificationChanged(after:), to go on after this change.' }),
      op: t.expose('op', { type: NotificationChangeOp, description: 'What changed.' }),
      notification: t.withAuth({ viewer: true }).prismaField({
        type: 'Notification',
        nullable: true,
        description: 'The notification as it is now; null for REMOVED and ALL_READ, and when it is gone by now.',
        resolve: (query, { op, notificationId }, _args, { prisma, viewer }) =>
          notificationId === null || op === 'REMOVED'
            ? null
            : prisma.notification.findUnique({ ...query, where: { id: notificationId, ...standingFor(viewer) } }),
      }),
      notificationId: t.id({
        nullable: true,
        description: 'The global id of the notification; null for ALL_READ.',
        resolve: ({ notificationId }) => notificationId && encodeGlobalId('Notification', notificationId),
      }),
      unreadCount: t.withAuth({ viewer: true }).int({
        description: 'How many are unread now.',
        resolve: (_notice, _args, context) => unreadCount(context),
      }),
    }),
  });
}
