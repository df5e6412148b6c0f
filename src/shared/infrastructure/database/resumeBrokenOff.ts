import type pg from 'pg';
import type { Logger } from '../../application/Logger.ts';
import { concurrentIndexOf, isValidIndex } from './concurrentIndex.ts';
import type { MigrationHistory, UnfinishedMigration } from './MigrationHistory.ts';
import type { Migration } from './migrationFiles.ts';

/**
 * Settles what began and did not finish where it can be done again (see `concurrentIndexOf`): from here on it counts as missing, or as applied if the
 * server has finished it. Leaves all else: somebody has to look at that.
 */
export async function resumeBrokenOff(
  client: pg.Client,
  history: MigrationHistory,
  migrations: readonly Migration[],
  log: Pick<Logger, 'info'>,
): Promise<void> {
  for (const attempt of await history.unfinished()) {
    const migration = migrations.find(({ name }) => name === attempt.name);
    if (migration === undefined || concurrentIndexOf(migration.script) === undefined) continue;
    const isApplied = await hasFinished(client, migration, attempt);
    await (isApplied ? history.finish(attempt.id) : history.giveUp(attempt.id));
    log.info(
      { migration: migration.name },
      isApplied ? 'a migration had been applied, but not recorded' : 'a migration was broken off: it begins again',
    );
  }
}

/**
 * A server goes on building an index whose migrator was killed, under the lock that we have waited for. It is the one of this script if the text is the
 * same and nothing refused it.
 */
async function hasFinished(client: pg.Client, { script, checksum }: Migration, attempt: UnfinishedMigration) {
  const concurrent = concurrentIndexOf(script);
  if (concurrent?.action !== 'create' || attempt.logs !== null || attempt.checksum !== checksum) return false;
  return (await isValidIndex(client, concurrent.index)) === true;
}
