import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import type { ProcessResult } from '../checks/runProcess.ts';
import { createEmptyDatabase, createTestDatabase } from '../support/database.ts';
import { query, withDatabase } from '../support/databaseServer.ts';
import { createRole } from './databaseRole.ts';
import { prismaProject, schema } from './prismaProject.ts';

type File = [path: string, text: string];

const createCurators = 'CREATE TABLE "curators" ("id" TEXT NOT NULL, CONSTRAINT "curators_pkey" PRIMARY KEY ("id"));';
const curatorsSchema: File = ['schema.prisma', schema('model curators {\n  id String @id\n}')];
const first = migration('20260101000000_first', createCurators);

const fromMigrations = ['--from-migrations', 'prisma/migrations'];
const toSchema = ['--to-schema', 'prisma/schema.prisma'];

describe('migrate', () => {
  it('deploy applies to an empty database, and status then says that it is up to date', async () => {
    await using database = await createEmptyDatabase();
    await using project = await prismaProject(database.url, [curatorsSchema, first]);

    await expectEnd(project.prisma('migrate', 'status'), 1, 'have not yet been applied', '20260101000000_first');
    await expectEnd(project.prisma('migrate', 'deploy'), 0, 'All migrations have been successfully applied');
    await expectEnd(project.prisma('migrate', 'status'), 0, 'Database schema is up to date');
    expect(await query(database.url, 'SELECT id FROM curators')).toEqual([]);
  });

  it('deploy creates the database if it is missing', async () => {
    await using database = await createEmptyDatabase();
    await query(inject('databaseUrl'), `DROP DATABASE ${database.name}`);
    await using project = await prismaProject(database.url, [curatorsSchema, first]);

    await expectEnd(project.prisma('migrate', 'deploy'), 0, 'successfully applied');
    expect(await query(database.url, 'SELECT id FROM curators')).toEqual([]);
  });

  it('a migration that fails is named, and blocks until it is resolved', async () => {
    await using database = await createEmptyDatabase();
    const second = migration('20260102000000_second', 'CREATE TABLE notes (id text); SELECT 1 / 0;');
    await using project = await prismaProject(database.url, [curatorsSchema, first, second]);

    await expectEnd(project.prisma('migrate', 'deploy'), 1, '20260102000000_second', 'division by zero');
    await expectEnd(project.prisma('migrate', 'deploy'), 1, 'P3009', '20260102000000_second');
    await expectEnd(project.prisma('migrate', 'resolve', '--applied', '20260102000000_second'), 0);
    await expectEnd(project.prisma('migrate', 'deploy'), 0, 'No pending migrations');
  });

  it('a function body with semicolons and quotes survives', async () => {
    await using database = await createEmptyDatabase();
    const second = migration(
      '20260102000000_function',
      `CREATE FUNCTION "count_to"(top integer) RETURNS text LANGUAGE plpgsql AS $$
       DECLARE
         said text := ';';
       BEGIN
         FOR i IN 1..top LOOP said := said || i || ';'; END LOOP; -- one; by; one
         RETURN said || '''';
       END $$;
       INSERT INTO "curators" VALUES (count_to(3));`,
    );
    await using project = await prismaProject(database.url, [curatorsSchema, first, second]);

    await expectEnd(project.prisma('migrate', 'deploy'), 0);
    expect(await query(database.url, 'SELECT id FROM curators')).toEqual([{ id: `;1;2;3;'` }]);
  });

  it('reset empties the database and applies all migrations again', async () => {
    await using database = await createEmptyDatabase();
    await query(database.url, `${createCurators} INSERT INTO curators VALUES ('ada'); CREATE TABLE leftover ()`);
    await using project = await prismaProject(database.url, [curatorsSchema, first]);

    await expectEnd(project.prisma('migrate', 'reset', '--force'), 0, '20260101000000_first');
    expect(await query(database.url, `SELECT to_regclass('leftover') AS gone, count(*)::int FROM curators`)).toEqual([
      { gone: null, count: 0 },
    ]);
  });
});

describe('migrate diff', () => {
  it('ends with 0 when the migrations make what the schema says, and leaves no shadow database', async () => {
    await using role = await createRole(inject('databaseUrl'), 'CREATEDB');
    await using project = await prismaProject(role.urlOf('postgres'), [curatorsSchema, first]);

    await expectEnd(project.prisma('migrate', 'diff', ...fromMigrations, ...toSchema, '--exit-code'), 0);
    expect(await role.databases()).toEqual([]);
  });

  it('ends with 2 and says what is missing when the schema has changed', async () => {
    await using role = await createRole(inject('databaseUrl'), 'CREATEDB');
    const changed: File = ['schema.prisma', schema('model curators {\n  id String @id\n  handle String?\n}')];
    await using project = await prismaProject(role.urlOf('postgres'), [changed, first]);

    const diff = project.prisma('migrate', 'diff', ...fromMigrations, ...toSchema, '--exit-code', '--script');

    await expectEnd(diff, 2, 'ALTER TABLE "curators" ADD COLUMN', '"handle" TEXT');
  });

  it('leaves no shadow database when a migration fails in it', async () => {
    await using role = await createRole(inject('databaseUrl'), 'CREATEDB');
    const bad = migration('20260101000000_bad', 'SELECT 1 / 0;');
    await using project = await prismaProject(role.urlOf('postgres'), [curatorsSchema, bad]);

    const diff = project.prisma('migrate', 'diff', ...fromMigrations, ...toSchema);

    await expectEnd(diff, 1, 'P3006', '20260101000000_bad', 'division by zero');
    expect(await role.databases()).toEqual([]);
  });

  it('says that the right to create a shadow database is missing', async () => {
    await using role = await createRole(inject('databaseUrl'), 'NOCREATEDB');
    await using project = await prismaProject(role.urlOf('postgres'), [curatorsSchema, first]);

    const diff = project.prisma('migrate', 'diff', ...fromMigrations, ...toSchema);

    await expectEnd(diff, 1, 'P3014', 'SHADOW_DATABASE_URL', 'permission denied to create database');
  });

  it('compares schema files without a database', async () => {
    await using project = await prismaProject(undefined, [curatorsSchema]);

    const diff = project.prisma('migrate', 'diff', '--from-empty', ...toSchema, '--script');

    await expectEnd(diff, 0, 'CREATE TABLE "curators"');
  });

  it('asks for the URL when it has to replay migrations without one', async () => {
    await using project = await prismaProject(undefined, [curatorsSchema, first]);

    await expectEnd(project.prisma('migrate', 'diff', ...fromMigrations, ...toSchema), 1, 'set DATABASE_URL');
  });
});

describe('db', () => {
  it('push makes the tables of the schema', async () => {
    await using database = await createEmptyDatabase();
    await using project = await prismaProject(database.url, [curatorsSchema]);

    await expectEnd(project.prisma('db', 'push'), 0, 'in sync');
    expect(await query(database.url, 'SELECT id FROM curators')).toEqual([]);
  });

  it('pull reads our tables back', async () => {
    await using database = await createTestDatabase();
    await using project = await prismaProject(database.url, [['schema.prisma', schema('')]]);

    await expectEnd(project.prisma('db', 'pull'), 0);
    const pulled = await readFile(path.join(project.root, 'prisma/schema.prisma'), 'utf8');
    expect(pulled).toContain('model domain_events');
    expect(pulled).toContain('enum card_type');
  });

  it('execute runs a script', async () => {
    await using database = await createEmptyDatabase();
    const script: File = ['script.sql', `${createCurators} INSERT INTO curators VALUES ('a;b');`];
    await using project = await prismaProject(database.url, [curatorsSchema, script]);

    await expectEnd(project.prisma('db', 'execute', '--file', 'prisma/script.sql'), 0);
    expect(await query(database.url, 'SELECT id FROM curators')).toEqual([{ id: 'a;b' }]);
  });
});

describe('what is wrong is said as Prisma says it', () => {
  it('nobody listens: P1001 and the address', async () => {
    await using project = await prismaProject('postgresql://ada:secret@127.0.0.1:1/nowhere', [curatorsSchema, first]);

    const { code, output } = await project.prisma('migrate', 'deploy');

    expect(code).toBe(1);
    expect(output).toContain("P1001: Can't reach database server at `127.0.0.1:1`");
    expect(output).not.toContain('secret');
  });

  it('the password is wrong: P1000', async () => {
    const url = new URL(withDatabase(inject('databaseUrl'), 'postgres'));
    url.password = 'wrong';
    await using project = await prismaProject(url.href, [curatorsSchema, first]);

    await expectEnd(project.prisma('migrate', 'status'), 1, 'P1000', 'Authentication failed against database server');
  });

  it('there is no URL: the setting is named', async () => {
    await using project = await prismaProject(undefined, [curatorsSchema, first]);

    await expectEnd(project.prisma('migrate', 'deploy'), 1, 'The datasource.url property is required');
  });
});

function migration(name: string, sql: string): File {
  return [`migrations/${name}/migration.sql`, sql];
}

async function expectEnd(run: Promise<ProcessResult>, code: number, ...said: string[]): Promise<void> {
  const result = await run;
  expect(result.code, result.output).toBe(code);
  for (const part of said) expect(result.output).toContain(part);
}
