import { expect, it } from 'vitest';
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
