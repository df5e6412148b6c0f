import { PageCursor, seqFormat } from '../../../graphql/pagination.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';

/** Where a notification lies in its recipient's list. It means nothing in another's. */
export const notificationCursorOf = ({ value }: CuratorId) => new PageCursor(`notifications:${value}`, seqFormat);
