import { advisoryLocks } from '../../../shared/infrastructure/database/advisoryLocks.ts';
import type { LogTables } from '../../../shared/infrastructure/live/LogTables.ts';

/** Where the log of notifications is kept. */
export const notificationTables: LogTables = {
  changes: 'notification_changes',
  head: 'notification_head',
  sequencingLock: advisoryLocks.notificationSequencing,
  retentionLock: advisoryLocks.notificationRetention,
};
