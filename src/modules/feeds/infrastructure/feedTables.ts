import { housekeepingLocks } from '../../../shared/infrastructure/housekeeping/exclusively.ts';
import type { LogTables } from '../../../shared/infrastructure/live/LogTables.ts';

/** Where the log of feeds is kept. */
export const feedTables: LogTables = {
  changes: 'feed_changes',
  head: 'feed_head',
  sequencingLock: 7_262_001,
  retentionLock: housekeepingLocks.feedRetention,
};
