import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../src/shared/infrastructure/database/migrate.ts';
import { type TemporaryTree, temporaryTree } from '../checks/temporaryTree.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { query } from '../support/databaseServer.ts';
import { eventually } from '../support/eventually.ts';
import { recordingLog } from '../support/log.ts';
import { prismaProject } from './prismaProject.ts';

const first = { '1_first': 'CREATE TABLE ada (id int);' };
const broken = { ...first, '2_broken': 'CREATE TABLE half (id int); INSERT INTO ada VALUES (1 / 0);' };

it('gives an empty database the tables of this release', async () => {
  await using database = await createEmptyDatabase();

  const applied = await migrate({ connectionString: database.url, log: recordingLog() });

  expect(applied).toEqual(await migrationsOfThisRelease());
  expect(await query(database.url, 'SELECT head FROM feed_head')).toEqual([{ head: '0' }]);
});

it('applies nothing a second time', async () => {
  await using database = await createEmptyDatabase();
  await migrate({ connectionString: database.url, log: recordingLog() });

  expect(await migrate({ connectionString: database.url, log: recordingLog() })).toEqual([]);
});

it('applies once when three start at the same time', async () => {
  await using database = await createEmptyDatabase();
  const start = () => migrate({ connectionString: database.url, log: recordingLog() });

  const applied = await Promise.all([start(), start(), start()]);

  expect(applied.flat()).toEqual(await migrationsOfThisRelease());
});

it('waits for the one that migrates, also while that builds an index concurrently', async () => {
  await using database = await createEmptyDatabase();
  await using tree = await migrations({
    ...first,
    '2_slow': 'SELECT pg_sleep(0.5);',
    '3_index': 'CREATE INDEX CONCURRENTLY ada_id ON ada (id);',
  });
  const log = recordingLog();
  const builder = migrate({ connectionString: database.url, directory: tree.root, log });
  const applied = `SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL`;
  await eventually(async () => expect(await query(database.url, applied)).toContainEqual({ name: '1_first' }));

  expect(await migrate({ connectionString: database.url, directory: tree.root, log })).toEqual([]);

  expect(await builder).toHaveLength(3);
  expect(log.lines).toContainEqual(expect.objectContaining({ message: expect.stringContaining('waiting') }));
});

it('prisma migrate status agrees after ours', async () => {
  await using database = await createEmptyDatabase();
  await using tree = await migrations({ ...first, '2_second': 'SELECT 1;' });
  await migrate({ connectionString: database.url, directory: tree.root, log: recordingLog() });
  await using project = await projectWith(database.url, { ...first, '2_second': 'SELECT 1;' });

  const { code, output } = await project.prisma('migrate', 'status');

  expect(code, output).toBe(0);
  expect(output).toContain('Database schema is up to date');
});

it('ours applies nothing after prisma migrate deploy, nor finds anything edited', async () => {
  await using database = await createEmptyDatabase();
  await using project = await projectWith(database.url, first);
  await project.prisma('migrate', 'deploy');
  await using tree = await migrations(first);
  const log = recordingLog();

  expect(await migrate({ connectionString: database.url, directory: tree.root, log })).toEqual([]);
  expect(log.lines).toEqual([]);
});

it('a migration that fails is named, undone, and refused until it is resolved', async () => {
  await using database = await createEmptyDatabase();
  await using tree = await migrations(broken);
  const start = () => migrate({ connectionString: database.url, directory: tree.root, log: recordingLog() });

  await expect(start()).rejects.toMatchObject({
    code: 'P3018',
    migration: '2_broken',
    message: expect.stringMatching(/2_broken failed: division by zero.*prisma migrate resolve --rolled-back 2_broken/),
  });
  expect(await query(database.url, `SELECT to_regclass('half') AS half`)).toEqual([{ half: null }]);

  await expect(start()).rejects.toMatchObject({
    code: 'P3009',
    migration: '2_broken',
    message: expect.stringContaining('division by zero'),
  });
});

it('a failed migration that was resolved as rolled back is applied again', async () => {
  await using database = await createEmptyDatabase();
  await using tree = await migrations(broken);
  const attempt = migrate({ connectionString: database.url, directory: tree.root, log: recordingLog() });
  await expect(attempt).rejects.toThrow('P3018');
  await using project = await projectWith(database.url, broken);
  await project.prisma('migrate', 'resolve', '--rolled-back', '2_broken');
  await using repaired = await migrations({ ...first, '2_broken': 'CREATE TABLE half (id int);' });

  const applied = await migrate({ connectionString: database.url, directory: repaired.root, log: recordingLog() });

  expect(applied).toEqual(['2_broken']);
});

it('a database with tables but without a record is refused and left as it is', async () => {
  await using database = await createEmptyDatabase();
  await query(database.url, 'CREATE TABLE of_somebody_else (id int)');

  await expect(migrate({ connectionString: database.url, log: recordingLog() })).rejects.toMatchObject({
    code: 'P3005',
    message: expect.stringContaining('Point DATABASE_URL at an empty database'),
  });
  expect(
    await query(
      database.url,
      `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    ),
  ).toEqual([{ relname: 'of_somebody_else' }]);
});

it('a database that is ahead of this release is served', async () => {
  await using database = await createEmptyDatabase();
  await using newer = await migrations({ ...first, '2_newer': 'SELECT 1;' });
  await migrate({ connectionString: database.url, directory: newer.root, log: recordingLog() });
  await using older = await migrations(first);
  const log = recordingLog();

  expect(await migrate({ connectionString: database.url, directory: older.root, log })).toEqual([]);
  expect(log.lines).toEqual([
    { level: 'warn', fields: { migrations: ['2_newer'] }, message: expect.stringContaining('ahead') },
  ]);
});

it('says so when a migration was edited after it was applied', async () => {
  await using database = await createEmptyDatabase();
  await using tree = await migrations(first);
  await migrate({ connectionString: database.url, directory: tree.root, log: recordingLog() });
  await using edited = await migrations({ '1_first': 'CREATE TABLE bob (id int);' });
  const log = recordingLog();

  expect(await migrate({ connectionString: database.url, directory: edited.root, log })).toEqual([]);
  expect(log.lines).toEqual([
    { level: 'warn', fields: { migration: '1_first' }, message: expect.stringContaining('edited') },
  ]);
});

it('names a migration that has no script', async () => {
  await using database = await createEmptyDatabase();
  await using tree = await temporaryTree([['1_empty/readme.txt', 'nothing here']]);

  await expect(
    migrate({ connectionString: database.url, directory: tree.root, log: recordingLog() }),
  ).rejects.toMatchObject({ code: 'P3015', migration: '1_empty' });
});

it('a session that is cut off in the middle leaves the migration as failed', async () => {
  await using database = await createEmptyDatabase();
  await using tree = await migrations({ '1_suicide': 'SELECT pg_terminate_backend(pg_backend_pid());' });
  const start = () => migrate({ connectionString: database.url, directory: tree.root, log: recordingLog() });

  await expect(start()).rejects.toMatchObject({ code: 'P3018', migration: '1_suicide' });
  await expect(start()).rejects.toMatchObject({ code: 'P3009', migration: '1_suicide' });
});

describe('a concurrent build of an index that was broken off', () => {
  const script = 'CREATE UNIQUE INDEX CONCURRENTLY "ada_id" ON "ada" ("id");';
  const building = { ...first, '2_index': script };
  const index = `SELECT indexrelid::int AS id, indisvalid AS valid FROM pg_index WHERE indexrelid = 'ada_id'::regclass`;

  /** Two rows are the same: PostgreSQL finds out after it has made the index, and leaves it. */
  async function breakOff(url: string, directory: string) {
    await using before = await migrations(first);
    await migrate({ connectionString: url, directory: before.root, log: recordingLog() });
    await query(url, 'INSERT INTO ada VALUES (1), (1)');
    const start = migrate({ connectionString: url, directory, log: recordingLog() });
    await expect(start).rejects.toMatchObject({
      code: 'P3018',
      message: expect.stringMatching(/could not create unique index.*Repair the cause and start again/),
    });
    expect(await query(url, index)).toEqual([expect.objectContaining({ valid: false })]);
    await query(url, 'DELETE FROM ada');
  }

  it.each([
    ['and recorded why', 'SELECT 1'],
    ['and could not record why', 'UPDATE _prisma_migrations SET logs = NULL'],
    ['and resolved as rolled back', 'UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL'],
  ])('%s is done again by the next start', async (_, sinceThen) => {
    await using database = await createEmptyDatabase();
    await using tree = await migrations(building);
    await breakOff(database.url, tree.root);
    await query(database.url, sinceThen);
    const start = () => migrate({ connectionString: database.url, directory: tree.root, log: recordingLog() });

    expect(await start()).toEqual(['2_index']);

    expect(await query(database.url, index)).toEqual([expect.objectContaining({ valid: true })]);
    expect(await start()).toEqual([]);
  });

  it('but that the server finished by itself is recorded as applied', async () => {
    await using database = await createEmptyDatabase();
    await using tree = await migrations(building);
    const start = () => migrate({ connectionString: database.url, directory: tree.root, log: recordingLog() });
    await start();
    await query(database.url, `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '2_index'`);
    const built = await query(database.url, index);

    expect(await start()).toEqual([]);

    expect(await query(database.url, index)).toEqual(built);
    expect(await query(database.url, 'SELECT FROM _prisma_migrations WHERE finished_at IS NULL')).toEqual([]);
  });

  it('is not taken for done by an index that another text of it made', async () => {
    await using database = await createEmptyDatabase();
    await using tree = await migrations(building);
    const start = () => migrate({ connectionString: database.url, directory: tree.root, log: recordingLog() });
    await start();
    await query(
      database.url,
      `UPDATE _prisma_migrations SET finished_at = NULL, checksum = 'another' WHERE migration_name = '2_index'`,
    );

    await expect(start()).rejects.toMatchObject({ code: 'P3018', message: expect.stringContaining('already exists') });
  });
});

it('a concurrent drop of an index that was broken off is done again by the next start', async () => {
  await using database = await createEmptyDatabase();
  await using tree = await migrations({ ...first, '2_drop': 'DROP INDEX CONCURRENTLY IF EXISTS "ada_id";' });
  const start = () => migrate({ connectionString: database.url, directory: tree.root, log: recordingLog() });
  await start();
  await query(
    database.url,
    `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '2_drop'; CREATE INDEX ada_id ON ada (id)`,
  );

  expect(await start()).toEqual(['2_drop']);

  expect(await query(database.url, `SELECT to_regclass('ada_id') AS index`)).toEqual([{ index: null }]);
});

it('a database that had the migration of two indexes before it became two migrations goes on from there', async () => {
  await using database = await createEmptyDatabase();
  const start = () => migrate({ connectionString: database.url, log: recordingLog() });
  await start();
  const second = '20261126200100_keepers_by_curator';
  await query(database.url, `DELETE FROM _prisma_migrations WHERE migration_name = '${second}'`);

  expect(await start()).toEqual([second]);
});

/** Migrations by name and script, as Prisma lays them out. */
function migrations(scripts: Record<string, string>): Promise<TemporaryTree> {
  return temporaryTree(Object.entries(scripts).map(([name, sql]) => [`${name}/migration.sql`, sql]));
}

function projectWith(databaseUrl: string, scripts: Record<string, string>) {
  const files = Object.entries(scripts).map(([name, sql]): [string, string] => [
    `migrations/${name}/migration.sql`,
    sql,
  ]);
  return prismaProject(databaseUrl, [['schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n'], ...files]);
}

async function migrationsOfThisRelease(): Promise<string[]> {
  const entries = await readdir('prisma/migrations', { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
