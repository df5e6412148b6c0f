import { expect, it } from 'vitest';
import { PrismaFeedChangeLog } from '../../../src/modules/feeds/infrastructure/PrismaFeedChangeLog.ts';
import { PrismaNotificationChangeLog } from '../../../src/modules/notifications/infrastructure/PrismaNotificationChangeLog.ts';
import { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { ada, noon } from '../../support/cards.ts';
import { createTestDatabase } from '../../support/database.ts';
import { query } from '../../support/databaseServer.ts';
import { recordingLog } from '../../support/log.ts';

it('keeps moments as they are on a server in another time zone', async () => {
  await using testDatabase = await createTestDatabase();
  await query(testDatabase.url, `ALTER DATABASE ${testDatabase.name} SET TimeZone = 'America/New_York'`);
  await using database = new Database({ url: testDatabase.url, poolSize: 1, logger: recordingLog() });
  await database.client.curator.create({ data: { id: ada.value, createdAt: noon() } });
  expect(await query(testDatabase.url, 'SELECT extract(epoch FROM created_at)::float8 AS at FROM curators')).toEqual([
    { at: noon().getTime() / 1_000 },
  ]);
  expect(await database.client.curator.count({ where: { createdAt: noon() } })).toBe(1);
});

it('gives changes their positions while requests have all other connections', async () => {
  await using testDatabase = await createTestDatabase();
  await using database = new Database({ url: testDatabase.url, poolSize: 1, logger: recordingLog() });
  await query(testDatabase.url, `INSERT INTO notification_changes (op) VALUES ('ADDED')`);
  const [feeds, notifications] = [new PrismaFeedChangeLog(database), new PrismaNotificationChangeLog(database)];
  await database.inTransaction(async ({ client }) => {
    await client.$queryRaw`SELECT FROM curators`;
    expect(await feeds.sequence(10)).toBeUndefined();
    expect(await notifications.sequence(10)).toMatchObject({ changes: [{ position: 1, op: 'ADDED' }] });
  });
});
