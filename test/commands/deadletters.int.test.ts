import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/shared/infrastructure/database/Database.ts';
import { HandlerCatalog } from '../../src/shared/infrastructure/events/HandlerCatalog.ts';
import { recordEvents } from '../shared/events/recordEvents.ts';
import { createEmptyDatabase, createTestDatabase } from '../support/database.ts';
import { log } from '../support/log.ts';
import { runHere } from './runHere.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const ours = 'notify-card-saved';
const elders = 'of-an-older-release';

let opened: AsyncDisposableStack;
let database: Database;
let env: Record<string, string>;

beforeAll(async () => {
  opened = new AsyncDisposableStack();
  const { url } = opened.use(await createTestDatabase());
  database = opened.use(new Database({ url, poolSize: 2, logger: log }));
  env = { DATABASE_URL: url };
  await new HandlerCatalog(database).register([ours, elders, 'without-any']);
});
afterAll(() => opened.disposeAsync());

/** One dead letter, of which a page of a fan-out. Gives the id of its event. */
async function letter(handler: string, { page = 0, lastError = 'Error: no luck\n    at once' } = {}): Promise<string> {
  const [eventId = ''] = await recordEvents({ database });
  await database.client.eventDelivery.create({
    data: { handler, eventId, page, attempts: 8, availableAt: new Date(), deadAt: new Date(), lastError },
  });
  return eventId;
}
const deadOf = (handler: string): Promise<number> =>
  database.client.eventDelivery.count({ where: { handler, deadAt: { not: null } } });
const run = (...args: readonly string[]) => runHere(['deadletters', ...args], env);

describe('npm run deadletters', () => {
  it('list and show: a table, all of one, and JSON', async () => {
    const first = await letter(elders, { lastError: 'a \u001b[31mred error\nof two lines' });
    const second = await letter(ours, { page: 3 });

    const all = await run('list');
    expect(all).toMatchObject({ code: 0, stderr: '' });
    const [headings = '', ...rows] = all.stdout.trim().split('\n');
    expect(headings).toMatch(/^HANDLER +EVENT +PAGE +TYPE +ATTEMPTS +DEAD SINCE +LAST ERROR$/);
    expect(rows[0]).toMatch(new RegExp(`^${ours} +${second} +3 +CardAddedToLibrary +8 +\\S+Z +Error: no luck$`));
    expect(rows[1]).toMatch(new RegExp(`^${elders} +${first} +0 +CardAddedToLibrary +8 +\\S+Z +a �\\[31mred error$`));

    const limited = await run('list', '--limit', '1', '--json');
    expect(limited).toMatchObject({ code: 0, stderr: '1 of 2 dead letters: --limit 2 shows all\n' });
    expect(JSON.parse(limited.stdout)).toMatchObject([
      { handler: ours, eventId: second, page: 3, attempts: 8, seq: 2, payload: { cardType: 'NOTE' } },
    ]);

    const shown = await run('show', ours, second, '--page', '3');
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^type +CardAddedToLibrary version 1$/m);
    expect(shown.stdout).toMatch(/^page +3$/m);
    expect(shown.stdout).toMatch(/^payload\n {2}\{\n {4}"url": null,/m);
    expect(shown.stdout).toMatch(/^last error\n {2}Error: no luck\n {6}at once$/m);

    expect(await run('show', ours, first)).toEqual({
      code: 1,
      stdout: '',
      stderr: `event ${first} is no dead letter of ${ours}\n`,
    });
    expect(await run('list', '--handler', 'without-any')).toMatchObject({
      code: 0,
      stdout: 'without-any has no dead letters.\n',
    });
  });

  it('redrive: one, or all of one handler, and none of others', async () => {
    await database.client.eventDelivery.deleteMany();
    const [one] = [await letter(ours), await letter(ours), await letter(ours), await letter(elders)];

    expect(await run('redrive', ours, '--event', one, '--page', '7')).toMatchObject({ code: 1, stdout: '' });
    expect(await run('redrive', ours, '--event', one)).toEqual({
      code: 0,
      stdout: `1 dead letter of ${ours} is due again: a running server does the rest\n`,
      stderr: '',
    });
    expect(await database.client.eventDelivery.findMany({ where: { eventId: one } })).toMatchObject([
      { attempts: 0, deadAt: null, doneAt: null, claimToken: null, claimedUntil: null },
    ]);
    expect(await run('redrive', ours)).toMatchObject({
      code: 0,
      stdout: `2 dead letters of ${ours} are due again: a running server does the rest\n`,
    });
    expect([await deadOf(ours), await deadOf(elders)]).toEqual([0, 1]);
    expect(await run('redrive', ours)).toMatchObject({ code: 0, stdout: `${ours} has no dead letters\n` });
    expect(await run('redrive', elders, '--json')).toMatchObject({
      code: 0,
      stdout: `{"handler":"${elders}","redriven":1}\n`,
    });
    expect((await run('list')).stdout).toBe('There are no dead letters.\n');
  });

  it.each([
    [
      ['list', '--handler', 'notify-card-safed'],
      'there is no queued handler notify-card-safed: did you mean notify-card-saved?',
    ],
    [['redrive', 'nobody'], /^there is no queued handler nobody: there are fetch-card-metadata, .*, without-any$/m],
    [['show', ours, '12'], '"12" is not the id of an event: npm run cli -- deadletters list shows them'],
    [['show', ours], 'show which? Name a handler and an event: npm run cli -- deadletters show <handler> <event id>'],
    [['redrive'], 'redrive whose? Name a handler: npm run cli -- deadletters list shows them'],
    [['redrive', ours, '--page', '1'], '--page goes with --event'],
    [['list', '--limit', '0'], '--limit is "0": it must be a whole number, 1 or more'],
    [['dig'], 'deadletters what? There are list, show, redrive'],
  ])('%j: what is wrong, exit code 64', async (args, message) => {
    expect(await run(...args)).toEqual({
      code: 64,
      stdout: '',
      stderr: typeof message === 'string' ? `${message}\n` : expect.stringMatching(message),
    });
  });

  it('without a database, or with one that is not ours: what to do', async () => {
    await using data = await temporaryDirectory();
    await using empty = await createEmptyDatabase();
    const [none, silent, bare] = await Promise.all([
      runHere(['deadletters', 'list'], { DATA_DIR: data.directory }),
      runHere(['deadletters', 'list'], { DATABASE_URL: 'postgresql://ada:lovelace@127.0.0.1:1/x' }),
      runHere(['deadletters', 'list'], { DATABASE_URL: empty.url }),
    ]);
    expect(none).toMatchObject({ code: 69, stdout: '', stderr: expect.stringMatching(/^No database is running/) });
    expect(silent).toMatchObject({ code: 69, stdout: '', stderr: expect.stringMatching(/ECONNREFUSED/) });
    expect(silent.stderr).not.toContain('lovelace');
    expect(bare).toMatchObject({ code: 78, stdout: '', stderr: expect.stringMatching(/not up to date/) });
  });
});
