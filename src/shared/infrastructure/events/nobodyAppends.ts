import type { TableLock } from '../database/underTableLocks.ts';

/**
 * As long as it is held, there is no event in the log that is not committed, and none comes. A lock that nobody takes for it: whoever appends
 * an event holds the table in a mode that excludes this one, from then until the commit. Readers notice nothing, mutations wait.
 */
export const nobodyAppends: TableLock = { table: 'domain_events', mode: 'SHARE' };
