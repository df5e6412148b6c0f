import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectDatabase } from '../../src/shared/infrastructure/database/inspectDatabase.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { query } from '../support/databaseServer.ts';
import { runCommand } from './runCommand.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

describe('npm run migrate', () => {
  it('applies what is missing, and says what; the second time nothing is', async () => {
    await using database = await createEmptyDatabase();

    const first = await runCommand(['migrate'], { DATABASE_URL: database.url });
    const second = await runCommand(['migrate'], { DATABASE_URL: database.url });

    expect(first).toEqual({ code: 0, stdout: expect.stringMatching(/^(applied \d+_\w+\n)+$/), stderr: '' });
    expect(second).toEqual({ code: 0, stdout: 'The database is up to date.\n', stderr: '' });
    expect(await inspectDatabase(database.url)).toMatchObject({ migrations: { missing: [], failed: [] } });
  });

  it("leaves another application's database alone: exit code 78", async () => {
    await using database = await createEmptyDatabase();
    await query(database.url, 'CREATE TABLE orders (id int)');

    expect(await runCommand(['migrate'], { DATABASE_URL: database.url })).toMatchObject({
      code: 78,
      stdout: '',
      stderr: expect.stringMatching(/^P3005: /),
    });
  });

  it('without DATABASE_URL, on the embedded database, which is stopped again', async () => {
    await using data = await temporaryDirectory();

    const first = await runCommand(['migrate'], { DATA_DIR: data.directory });
    const second = await runCommand(['migrate'], { DATA_DIR: data.directory });

    expect(first).toEqual({ code: 0, stdout: expect.stringMatching(/^(applied \d+_\w+\n)+$/), stderr: '' });
    expect(second).toEqual({ code: 0, stdout: 'The database is up to date.\n', stderr: '' });
    expect(existsSync(path.join(data.directory, 'postgres', 'postmaster.pid'))).toBe(false);
  });
});
