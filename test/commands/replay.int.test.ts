import { describe, expect, it } from 'vitest';
import { Database } from '../../src/shared/infrastructure/database/Database.ts';
import { HandlerCatalog } from '../../src/shared/infrastructure/events/HandlerCatalog.ts';
import { recordEvents } from '../shared/events/recordEvents.ts';
import { testApp } from '../support/app.ts';
import { AddUrl, Follow, Notifications } from '../support/client.operations.ts';
import { createTestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { log } from '../support/log.ts';
import { runHere } from './runHere.ts';

describe('npm run replay', () => {
  it('has a handler write what it did not, and nothing twice, while the server runs', async () => {
    await using test = await testApp({ withRedis: true });
    await using database = new Database({ url: test.databaseUrl, poolSize: 2, logger: log });
    const env = { DATABASE_URL: test.databaseUrl };
    const run = (...args: readonly string[]) => runHere(['replay', ...args], env);
    const [ada, bob] = [await test.connect('ada'), await test.connect('bob')];
    await bob.send(Follow, { curatorId: 'did:plc:ada' });
    for (const n of [1, 2, 3]) await ada.send(AddUrl, { url: `https://example.org/${n}` });
    const told = async () => (await bob.send(Notifications, {})).notifications.nodes.map(({ card }) => card?.url);
    await eventually(async () => expect(await told()).toHaveLength(3), { withinMs: 15_000 });
    const before = await told();
    const handler = 'notify-followers-of-save';
    const opened = () => database.client.eventDelivery.count({ where: { handler, doneAt: null } });

    expect(await run('--handler', handler, '--dry-run')).toEqual({
      code: 0,
      stdout: `${handler}: 3 events CardAddedToLibrary, seq 3 to 7\nNothing was changed: this was a dry run\n`,
      stderr: '',
    });
    expect(await opened()).toBe(0);

    // As if the handler had had a bug: what it wrote is gone.
    await database.client.notification.deleteMany({ where: { recipientId: 'did:plc:bob', seq: { gte: 4 } } });
    expect(await told()).toHaveLength(1);
    const replayed = await run('--handler', handler, '--wait');
    expect(replayed).toMatchObject({
      code: 0,
      stdout: `${handler}: 3 events CardAddedToLibrary, seq 3 to 7\nAll are done\n`,
    });
    expect(replayed.stderr).toMatch(/^3 of 3 events \(100 %\), \d+\/s$/m);
    expect(await told()).toEqual(before);

    expect(await run('--handler', handler, '--from', '4', '--to', '5')).toMatchObject({
      code: 0,
      stdout: `${handler}: 1 event CardAddedToLibrary, seq 5 to 5\nAll are due again: a running server does the rest\n`,
    });
    await eventually(async () => expect(await opened()).toBe(0), { withinMs: 15_000 });
    expect(await told()).toEqual(before);
    expect(await run('--handler', handler, '--from', '2020-01-01', '--to', '2020-01-02T12:00:00Z')).toMatchObject({
      code: 0,
      stdout: 'There is no event CardAddedToLibrary in that range: nothing to replay\n',
    });
  });

  it('begins where the handler does, unless told otherwise; an unknown one is refused', async () => {
    await using testDatabase = await createTestDatabase();
    await using database = new Database({ url: testDatabase.url, poolSize: 2, logger: log });
    const run = (...args: readonly string[]) => runHere(['replay', ...args], { DATABASE_URL: testDatabase.url });
    const handler = 'notify-card-saved';
    await recordEvents({ database }, { events: 2 });

    expect(await run('--handler', handler)).toEqual({
      code: 64,
      stdout: '',
      stderr: `${handler} has heard of no event yet: start the server of this release, or say --from where\n`,
    });
    await new HandlerCatalog(database).register([handler, 'of-an-older-release']);
    await recordEvents({ database }, { events: 2 });
    expect(await run('--handler', handler)).toMatchObject({
      stdout: expect.stringContaining('2 events CardAddedToLibrary, seq 3 to 4'),
    });
    expect(await database.client.eventDelivery.count()).toBe(2);
    expect(await run('--handler', handler, '--from', '0')).toMatchObject({
      stdout: expect.stringContaining('4 events CardAddedToLibrary, seq 1 to 4'),
    });
    expect(await database.client.eventDelivery.count()).toBe(4);

    expect(await run('--handler', 'of-an-older-release')).toMatchObject({
      code: 64,
      stderr: expect.stringMatching(/^there is no queued handler of-an-older-release: there are fetch-card-metadata, /),
    });
  });

  it.each([
    [[], 'replay which handler? Name it: --handler <handler>'],
    [
      ['--handler', 'x', '--from', 'yesterday'],
      '--from is "yesterday": it must be a seq, or a time such as 2026-01-31 or 2026-01-31T12:00:00Z',
    ],
    [['--handler', 'x', '--to', '2026-01-31T12:00'], /^--to is "2026-01-31T12:00": it must be/],
    [['--handler', 'x', '--from', '9', '--to', '8'], '--from 9 is after --to 8'],
  ])('%j: what is wrong, exit code 64', async (args, message) => {
    expect(await runHere(['replay', ...args])).toEqual({
      code: 64,
      stdout: '',
      stderr: typeof message === 'string' ? `${message}\n` : expect.stringMatching(message),
    });
  });
});
