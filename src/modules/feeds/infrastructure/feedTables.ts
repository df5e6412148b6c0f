import { advisoryLocks } from '../../../shared/infrastructure/database/advisoryLocks.ts';
import type { LogTables } from '../../../shared/infrastructure/live/LogTables.ts';

/** Where the log of feeds is kept. */
export const feedTables: LogTables = {
  changes: 'feed_changes',
  head: 'feed_head',
  sequencingLock: advisoryLocks.feedSequencing,
  retentionLock: advisoryLocks.feedRetention,
};
