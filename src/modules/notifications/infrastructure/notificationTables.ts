import { housekeepingLocks } from '../../../shared/infrastructure/housekeeping/exclusively.ts';
import type { LogTables } from '../../../shared/infrastructure/live/LogTables.ts';

/** Where the log of notifications is kept. */
export const notificationTables: LogTables = {
  changes: 'notification_changes',
  head: 'notification_head',
  sequencingLock: 7_262_002,
  retentionLock: housekeepingLocks.notificationRetention,
};
