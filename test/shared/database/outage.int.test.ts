import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { isDatabaseOutage } from '../../../src/shared/infrastructure/database/outage.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { query } from '../../support/databaseServer.ts';
import { eventually } from '../../support/eventually.ts';
import { recordingLog } from '../../support/log.ts';

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = new Database({ url: testDatabase.url, poolSize: 1, logger: recordingLog() });
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await testDatabase[Symbol.asyncDispose]();
});

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it worked',
    (error: unknown) => error,
  );
const disconnectAll = () =>
  query(
    testDatabase.url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
const isSleeping = async (): Promise<boolean> =>
  (
    await query(
      testDatabase.url,
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()`,
    )
  ).length > 0;

describe('a database outage', () => {
  it('is told when nothing answers', async () => {
    const away = new Database({ url: 'postgresql://a:b@127.0.0.1:1/x', poolSize: 1, logger: recordingLog() });
    expect(isDatabaseOutage(await failure(away.client.curator.count()))).toBe(true);
    expect(isDatabaseOutage(await failure(away.ping()))).toBe(true);
    expect(isDatabaseOutage(await failure(away.inTransaction(async () => 'never')))).toBe(true);
    await away[Symbol.asyncDispose]();
  });

  it('is told when the connection is cut during a statement, and is over with the next one', async () => {
    const cut = failure(database.client.$queryRaw`SELECT pg_sleep(20)::text`);
    await eventually(isSleeping);
    await disconnectAll();
    expect(isDatabaseOutage(await cut)).toBe(true);
    await database.ping();
  });

  it('is told when the connection is cut during a transaction', async () => {
    const cut = failure(
      database.inTransaction(async ({ client }) => {
        await client.$queryRaw`SELECT FROM curators`;
        await disconnectAll();
        await client.$queryRaw`SELECT FROM curators`;
      }),
    );
    expect(isDatabaseOutage(await cut)).toBe(true);
    await database.ping();
  });

  it('is not a statement that is wrong', async () => {
    const wrong = await failure(database.client.$queryRaw`SELECT nothing`);
    expect(wrong).toBeInstanceOf(Error);
    expect(isDatabaseOutage(wrong)).toBe(false);
    expect(isDatabaseOutage(new Error('something else'))).toBe(false);
  });
});
