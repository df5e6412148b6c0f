import type { Logger } from '../../../../shared/application/Logger.ts';
import type { LoggedEvent } from '../../../../shared/infrastructure/events/readEvents.ts';
import type { FeedStore } from '../../application/FeedStore.ts';

export interface FeedRebuildOptions {
  readonly databaseUrl: string;
  /** What listens to the log on behalf of feeds, and writes to `store` what comes of it. Rejects for an event that it cannot read. */
  readonly listen: (store: FeedStore) => (event: LoggedEvent) => Promise<void>;
  /** How long changes are kept, and tombstones with them. */
  readonly changesDays: number;
  readonly logger: Logger;
  /** Called after each batch: events so far, and how many there were at the beginning. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Events read at once. Default 1,000. */
  readonly batch?: number | undefined;
}

export interface RebuiltFeeds {
  readonly events: number;
  /** Of the new history. */
  readonly epoch: string;
  /** How long nobody could read or write feeds. */
  readonly heldUpMs: number;
}
