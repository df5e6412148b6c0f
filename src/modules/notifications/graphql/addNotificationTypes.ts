import type { Builder } from '../../../graphql/builder.ts';
import { addNotification } from './Notification.ts';
import { addNotificationKind } from './NotificationKind.ts';
import { addNotificationActors } from './notificationActors.ts';
import { addNotificationChanged } from './notificationChanged.ts';
import { addNotificationMutations } from './notificationMutations.ts';
import { addNotificationPreferences } from './notificationPreferences.ts';
import { addNotificationQueries } from './notificationQueries.ts';

export function addNotificationTypes(builder: Builder): void {
  const NotificationKind = addNotificationKind(builder);
  addNotification(builder, NotificationKind);
  addNotificationActors(builder);
  addNotificationPreferences(builder, NotificationKind);
  addNotificationQueries(builder);
  addNotificationMutations(builder);
  addNotificationChanged(builder);
}
