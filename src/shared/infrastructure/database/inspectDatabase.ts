import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { z } from 'zod';
import { concurrentIndexOf } from './concurrentIndex.ts';
import { readMigrations } from './migrationFiles.ts';
import { tryToConnect } from './waitForDatabase.ts';

const migrationsOfThisRelease = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url));
const timeoutMs = 5_000;

export type DatabaseInspection =
  | { readonly state: 'unusable'; readonly reason: string }
  | { readonly state: 'answers'; readonly version: string; readonly migrations: MigrationState };

/** What the database has, compared with what this release knows. All by name. */
export interface MigrationState {
  readonly applied: readonly string[];
  readonly missing: readonly string[];
  /** Began and did not finish: nothing more is applied until somebody has looked at it. Without what the next start does again. */
  readonly failed: readonly string[];
  /** Of a newer release. */
  readonly ahead: readonly string[];
  /** There are tables, but no record of migrations: another application's, most likely. */
  readonly foreign: boolean;
}

const overview = z.tuple([z.object({ version: z.string(), recorded: z.boolean(), tables: z.number() })]);
const records = z.array(z.object({ name: z.string(), finished: z.boolean() }));

/** Looks, and changes nothing. Takes 5 s at most per step. */
export async function inspectDatabase(url: string): Promise<DatabaseInspection> {
  const failure = await tryToConnect(url);
  if (failure) return { state: 'unusable', reason: failure.reason };
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs });
  await client.connect();
  try {
    const { rows } = await client.query(`
      SELECT current_setting('server_version') AS version, to_regclass('_prisma_migrations') IS NOT NULL AS recorded,
             (SELECT count(*)::int FROM pg_class
              WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace) AS tables`);
    const [{ version, recorded, tables }] = overview.parse(rows);
    const found = recorded ? await readRecords(client) : [];
    return { state: 'answers', version, migrations: { ...(await compare(found)), foreign: !recorded && tables > 0 } };
  } finally {
    await client.end();
  }
}

async function readRecords(client: pg.Client): Promise<z.infer<typeof records>> {
  const { rows } = await client.query(`
    SELECT migration_name AS name, finished_at IS NOT NULL AS finished
    FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`);
  return records.parse(rows);
}

async function compare(found: z.infer<typeof records>): Promise<Omit<MigrationState, 'foreign'>> {
  const migrations = await readMigrations(migrationsOfThisRelease);
  const known = migrations.map(({ name }) => name);
  const doneAgain = migrations.filter(({ script }) => concurrentIndexOf(script)).map(({ name }) => name);
  const applied = found.filter(({ finished }) => finished).map(({ name }) => name);
  const unfinished = found.filter(({ finished }) => !finished).map(({ name }) => name);
  return {
    applied,
    failed: unfinished.filter((name) => !doneAgain.includes(name)),
    missing: known.filter((name) => !applied.includes(name)),
    ahead: applied.filter((name) => !known.includes(name)),
  };
}
