import { describe, expect, inject, it } from 'vitest';
import { createEmptyDatabase, createTestDatabase } from '../support/database.ts';
import { query } from '../support/databaseServer.ts';
import { runCommand } from './runCommand.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const down = { DATABASE_URL: 'postgresql://ada:lovelace@127.0.0.1:1/x', REDIS_URL: 'redis://:lovelace@127.0.0.1:1' };

describe('npm run doctor', () => {
  it('finds everything in order: exit code 0', async () => {
    await using database = await createTestDatabase();

    const { code, stdout, stderr } = await runCommand(['doctor'], {
      DATABASE_URL: database.url,
      REDIS_URL: inject('redisUrl'),
    });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toEqual([
      `✓ Node           ${process.version}`,
      '✓ Configuration  development, role all',
      expect.stringMatching(new RegExp(`^✓ PostgreSQL     \\d[\\d.]+.* at postgresql://.*/${database.name}$`)),
      expect.stringMatching(/^✓ Migrations {5}all \d+ are applied$/),
      expect.stringMatching(/^✓ Redis {10}redis:\/\/\S+ evicts nothing$/),
    ]);
  });

  it.each([
    [{ TRUSTED_DOCUMENTS: 'nowhere.json' }, 1, /✗ Documents {6}TRUSTED_DOCUMENTS=nowhere\.json cannot be used: ENOENT/],
    [
      { TRUSTED_DOCUMENTS: 'src/generated/graphql/persisted-documents.json', MAX_DOCUMENT_DEPTH: '1' },
      1,
      /✗ Documents .* cannot be executed: An operation may be 1 fields deep \(DEPTH_LIMIT_EXCEEDED\)/,
    ],
    [{ TRUSTED_DOCUMENTS: 'src/generated/graphql/persisted-documents.json' }, 0, /✓ Documents {6}\d+ trusted ones\n/],
  ])('trusted documents, if there are any: %j', async (env, expected, line) => {
    await using data = await temporaryDirectory();

    const { code, stdout } = await runCommand(['doctor'], { ...env, DATA_DIR: data.directory });

    expect(code).toBe(expected);
    expect(stdout).toMatch(line);
  });

  it('services that do not answer: what to do, exit code 1, no password', async () => {
    const { code, stdout, stderr } = await runCommand(['doctor'], down);

    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/✗ PostgreSQL .*ECONNREFUSED.*\n +→ start it, or set DATABASE_URL\n/);
    expect(stdout).toMatch(/✗ Redis .*ECONNREFUSED.*\n +→ start it, or set REDIS_URL\n/);
    expect(stdout).not.toContain('lovelace');
  });

  it('embedded services that do not run are no illness', async () => {
    await using data = await temporaryDirectory();

    const { code, stdout } = await runCommand(['doctor'], { DATA_DIR: data.directory });

    expect(code).toBe(0);
    expect(stdout).toMatch(/– PostgreSQL .*not running\n +→ npm start starts it\n/);
    expect(stdout).toMatch(/– Redis .*not running\n/);
  });

  it('a wrong configuration: each problem, exit code 1', async () => {
    const { code, stdout } = await runCommand(['doctor'], { PORT: 'abc', REDISURL: 'redis://:lovelace@redis' });

    expect(code).toBe(1);
    expect(stdout).toContain('✗ Configuration  PORT is "abc": it must be a whole number from 0 to 65535\n');
    expect(stdout).toContain('✗ Configuration  REDISURL is not known: did you mean REDIS_URL?\n');
  });

  it('what is odd, and what was misspelt to no effect', async () => {
    await using data = await temporaryDirectory();

    const { code, stdout } = await runCommand(['doctor'], { AUTH_ISSUER: 'x', DATA_DIR: data.directory });

    expect(code).toBe(0);
    expect(stdout).toContain('– Configuration  AUTH_ISSUER has no effect without AUTH_JWKS_URL\n');
  });

  it('migrations that are missing, and tables that are not ours', async () => {
    await using empty = await createEmptyDatabase();
    const env = { DATABASE_URL: empty.url, REDIS_URL: inject('redisUrl') };

    const missing = await runCommand(['doctor'], env);
    await query(empty.url, 'CREATE TABLE orders (id int)');
    const foreign = await runCommand(['doctor'], env);

    expect(missing.code).toBe(0);
    expect(missing.stdout).toMatch(/– Migrations +missing: \d+_\w+.*\n +→ .*npm run migrate\n/);
    expect(foreign.code).toBe(1);
    expect(foreign.stdout).toMatch(/✗ Migrations +the database holds tables of another application\n/);
  });

  it('a migration that failed', async () => {
    await using database = await createTestDatabase();
    await query(
      database.url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', '', '99990101_broken')`,
    );

    const { code, stdout } = await runCommand(['doctor'], {
      DATABASE_URL: database.url,
      REDIS_URL: inject('redisUrl'),
    });

    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ Migrations +99990101_broken failed\n +→ .*--rolled-back 99990101_broken\n/);
  });

  it('a build of an index that was broken off, which the next start does again', async () => {
    await using database = await createTestDatabase();
    await query(
      database.url,
      `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '20261126220000_private_by_actor'`,
    );

    const { code, stdout } = await runCommand(['doctor'], {
      DATABASE_URL: database.url,
      REDIS_URL: inject('redisUrl'),
    });

    expect(code).toBe(0);
    expect(stdout).toMatch(/– Migrations +missing: 20261126220000_private_by_actor\n +→ the next start applies them/);
  });
});
