import { expect, it } from 'vitest';
import { Database } from '../../src/shared/infrastructure/database/Database.ts';
import { HandlerCatalog } from '../../src/shared/infrastructure/events/HandlerCatalog.ts';
import { recordEvents } from '../shared/events/recordEvents.ts';
import { testApp } from '../support/app.ts';
import { createTestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { log } from '../support/log.ts';

it('a server does unasked what was left: deliveries of an older release, and what is kept no longer', async () => {
  await using testDatabase = await createTestDatabase();
  await using database = new Database({ url: testDatabase.url, poolSize: 2, logger: log });
  await recordEvents({ database }, { events: 3, daysAgo: 8, doneBy: 'of-an-older-release' });
  // This release was there before, and beside it one that knew but one of its handlers.
  await new HandlerCatalog(database).register(['notify-card-saved', 'notify-followers-of-save']);
  const [left = ''] = await recordEvents({ database });

  await using _app = await testApp({ withRedis: false, database: testDatabase });
  await eventually(
    async () => {
      const deliveries = await database.client.eventDelivery.findMany({ orderBy: { handler: 'asc' } });
      expect(deliveries).toMatchObject([
        { handler: 'notify-card-saved', eventId: left, doneAt: expect.any(Date) },
        { handler: 'notify-followers-of-save', eventId: left, doneAt: expect.any(Date) },
      ]);
      expect(await database.client.inboxEntry.count()).toBe(2);
    },
    { withinMs: 20_000 },
  );
  expect(await new HandlerCatalog(database).names()).toContain('retract-saved');
});
