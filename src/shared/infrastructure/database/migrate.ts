import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Logger } from '../../application/Logger.ts';
import { advisoryLocks } from './advisoryLocks.ts';
import { concurrentIndexOf, dropInvalidIndex } from './concurrentIndex.ts';
import { MigrationError } from './MigrationError.ts';
import { MigrationHistory } from './MigrationHistory.ts';
import { type Migration, readMigrations } from './migrationFiles.ts';
import { resumeBrokenOff } from './resumeBrokenOff.ts';

const LOCK_POLL_MS = 50;
const CONNECT_TIMEOUT_MS = 10_000;

const migrationsOfThisRelease = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url));

type Log = Pick<Logger, 'info' | 'warn'>;

export interface MigrateOptions {
  /** A session of its own is opened, and holds a lock: not through a pooler that shares sessions. */
  readonly connectionString: string;
  /** Where the migrations are, as Prisma lays them out. Default: those of this release. */
  readonly directory?: string;
  readonly log: Log;
}

/**
 * Applies the migrations that the database does not have, as `prisma migrate deploy` does and in its records, and gives
 * their names. Several instances may start at once: one applies, the others wait. Migrations that only the database knows
 * are left alone: it is ahead of this release, and is served. An index that was being built concurrently when a start was broken off is
 * built again.
 *
 * Throws a MigrationError when one fails, failed before, or the database is not ours; what pg throws when it cannot connect.
 */
export async function migrate({
  connectionString,
  directory = migrationsOfThisRelease,
  log,
}: MigrateOptions): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'commonplace migrate',
  });
  // A connection that breaks between two queries fails the next one too; without a listener it would end the process.
  client.on('error', (error) => log.warn({ err: error }, 'the connection for migrations broke'));
  await client.connect();
  try {
    await waitForLock(client, log);
    return await applyMissing(client, migrations, log);
  } finally {
    // Ends the session, and the lock with it.
    await client.end();
  }
}

/** Polls: a session that waits inside pg_advisory_lock holds a snapshot, for which CREATE INDEX CONCURRENTLY would wait. */
async function waitForLock(client: pg.Client, log: Log): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const { rowCount } = await client.query('SELECT 1 WHERE pg_try_advisory_lock($1)', [advisoryLocks.migration]);
    if (rowCount === 1) return;
    if (tries === 0) log.info({}, 'another instance is migrating the database: waiting for it');
    await delay(LOCK_POLL_MS);
  }
}

async function applyMissing(client: pg.Client, migrations: Migration[], log: Log): Promise<string[]> {
  const history = await MigrationHistory.open(client);
  await resumeBrokenOff(client, history, migrations, log);
  const applied = await history.applied();
  reportDifferences(applied, migrations, log);

  const missing = migrations.filter(({ name }) => !applied.has(name));
  for (const migration of missing) {
    await apply(client, history, migration, log);
    log.info({ migration: migration.name }, 'migration applied');
  }
  return missing.map(({ name }) => name);
}

async function apply(client: pg.Client, history: MigrationHistory, migration: Migration, log: Log): Promise<void> {
  const id = await history.start(migration);
  const concurrent = concurrentIndexOf(migration.script);
  try {
    if (concurrent?.action === 'create') await dropInvalidIndex(client, concurrent.index);
    // Without parameters pg sends the file whole, and PostgreSQL makes one transaction of it.
    await client.query(migration.script);
  } catch (error) {
    // It stands as failed already; if the connection is gone, only the reason is missing from the record.
    await history
      .recordFailure(id, error instanceof Error ? error.message : String(error))
      .catch((err: unknown) => log.warn({ err, migration: migration.name }, 'could not record why a migration failed'));
    throw concurrent
      ? MigrationError.failedForNow(migration.name, error)
      : MigrationError.failed(migration.name, error);
  }
  await history.finish(id);
}

function reportDifferences(applied: Map<string, string>, migrations: Migration[], log: Log): void {
  const known = new Set(migrations.map(({ name }) => name));
  const ahead = [...applied.keys()].filter((name) => !known.has(name));
  if (ahead.length > 0)
    log.warn({ migrations: ahead }, 'the database is ahead: it has migrations that this release does not know');

  const edited = migrations.filter(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum);
  for (const { name } of edited) log.warn({ migration: name }, 'a migration was edited after it was applied');
}
