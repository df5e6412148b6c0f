import type { Builder } from '../../../graphql/builder.ts';
import { addNotification } from './Notification.ts';
import { addNotificationChanged } from './notificationChanged.ts';
import { addNotificationMutations } from './notificationMutations.ts';
import { addNotificationQueries } from './notificationQueries.ts';

export function addNotificationTypes(builder: Builder): void {
  addNotification(builder);
  addNotificationQueries(builder);
  addNotificationMutations(builder);
  addNotificationChanged(builder);
}
