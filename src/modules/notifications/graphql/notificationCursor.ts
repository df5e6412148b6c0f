import { type CursorFormat, PageCursor, seqFormat } from '../../../graphql/pagination.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { ReadUpTo } from '../application/NotificationStore.ts';

/** The two, each as seqFormat has it. */
const readUpToFormat: CursorFormat<ReadUpTo> = {
  encode: ({ seq, changeId }) => [seq, changeId].map((part) => seqFormat.encode(part)).join(':'),
  decode(text) {
    const [seq, changeId, ...more] = text.split(':').map((part) => seqFormat.decode(part));
    return seq === undefined || changeId === undefined || more.length > 0 ? undefined : { seq, changeId };
  },
};

/** Where a notification lies in its recipient's list, and how far the list was told when it was read. It means nothing in another's. */
export const notificationCursorOf = ({ value }: CuratorId) =>
  // Without colons: else it could be continued to the name of another, and his cursor be taken for one of this list.
  new PageCursor(`notifications:${encodeURIComponent(value)}`, readUpToFormat);
