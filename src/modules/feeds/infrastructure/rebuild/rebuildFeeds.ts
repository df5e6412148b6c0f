import type { Logger } from '../../../../shared/application/Logger.ts';
import { TableReplacement } from '../../../../shared/infrastructure/database/TableReplacement.ts';
import { TableIsBusyError } from '../../../../shared/infrastructure/database/underTableLocks.ts';
import { FeedRebuild } from './FeedRebuild.ts';
import type { FeedRebuildOptions, RebuiltFeeds } from './FeedRebuildOptions.ts';
import { openRebuildSession } from './openRebuildSession.ts';

/**
 * Makes the feeds anew from the log of events, while the server runs, and puts them in the place of the present ones, at one moment and together
 * with another epoch: all subscribers begin anew. Notifies nobody. How, and why so: docs/decisions/0010-rebuilding-feeds.md.
 *
 * If it rejects, or its process ends, everything is as it was. Rejects with RebuildIsRunningError, TableIsBusyError, TableChangedError and
 * TableHasMoreError, and as `listen` does.
 */
export async function rebuildFeeds(options: FeedRebuildOptions): Promise<RebuiltFeeds> {
  await using session = await openRebuildSession(options.databaseUrl);
  const activities = await TableReplacement.begin(session.client, 'feed_activities');
  const rebuild = new FeedRebuild(session.client, activities, options);
  await rebuild.catchUp();
  await rebuild.prepareSwap();
  await rebuild.catchUp();
  const rebuilt = await rebuild.swap();
  await dropOld(activities, options.logger);
  return rebuilt;
}

/** It is done by now; what is left of the old table is in nobody's way. */
async function dropOld(activities: TableReplacement, logger: Logger): Promise<void> {
  try {
    await activities.drop();
  } catch (error) {
    if (!(error instanceof TableIsBusyError)) throw error;
    logger.warn({ err: error }, 'the old feeds could not be dropped: the next rebuild does it');
  }
}
