import { type CursorFormat, PageCursor, seqFormat } from '../../../graphql/pagination.ts';
import type { ReadUpTo } from '../application/NotificationStore.ts';

/** The two, each as seqFormat has it; of releases before, the first alone. */
const readUpToFormat: CursorFormat<ReadUpTo> = {
  encode: ({ seq, changeId }) =>
    [seq, ...(changeId === undefined ? [] : [changeId])].map((part) => seqFormat.encode(part)).join(':'),
  decode(text) {
    const [seq, changeId, ...more] = text.split(':').map((part) => seqFormat.decode(part));
    return seq === undefined || more.length > 0 ? undefined : { seq, changeId };
  },
};

/** Where a notification lies in its recipient's list, and how far the list was told when it was read. */
export const notificationCursor = new PageCursor('notifications', readUpToFormat);
