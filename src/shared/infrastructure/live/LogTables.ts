/** Where a log of changes is kept. Two logs, of feeds and of notifications, are kept alike. */
export interface LogTables {
  /** The rows of the log. Those with a position are numbered without a gap. */
  readonly changes: string;
  /** The one row that says how far positions are given, which are kept, and which history they belong to. */
  readonly head: string;
  /** The advisory lock that the log's sequencing function holds, wherever it runs: a literal of the migration that wrote it. */
  readonly sequencingLock: number;
  /** The advisory lock of whoever removes rows that are no longer needed. */
  readonly retentionLock: number;
}
