import { PageCursor, seqFormat } from '../../../graphql/pagination.ts';

/** Where a notification lies in its recipient's list. */
export const notificationCursor = new PageCursor('notifications', seqFormat);
