import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { advisoryLocks } from '../../src/shared/infrastructure/database/advisoryLocks.ts';
import { testApp } from '../support/app.ts';
import { AddUrl, FeedChanged, FeedPage, Follow, NotificationChanged } from '../support/client.operations.ts';
import { createTestDatabase } from '../support/database.ts';
import { query } from '../support/databaseServer.ts';
import { eventually } from '../support/eventually.ts';
import { NodeProcess } from '../support/NodeProcess.ts';
import { cli, runCommand } from './runCommand.ts';
import { runHere } from './runHere.ts';

const epochOf = async (url: string, log: 'feed' | 'notification') =>
  z.tuple([z.object({ epoch: z.uuid() })]).parse(await query(url, `SELECT epoch FROM ${log}_head`))[0].epoch;

const resync = [expect.objectContaining({ extensions: expect.objectContaining({ code: 'RESYNC_REQUIRED' }) })];

describe.concurrent('npm run cli -- feeds', () => {
  it.each([
    [[], 'feeds what? There are rebuild, new-epoch\n'],
    [['rebild'], 'feeds what? There are rebuild, new-epoch\n'],
    [['new-epoch', '--log', 'cards'], '--log is "cards": it must be feeds or notifications\n'],
    [['rebuild', '--fast'], expect.stringContaining("Unknown option '--fast'")],
  ])('%j: what would be right, exit code 64', async (args, stderr) => {
    expect(await runHere(['feeds', ...args])).toEqual({ code: 64, stdout: '', stderr });
  });

  it.each(['rebuild', 'new-epoch'])('%s without a database: exit code 69', async (action) => {
    const env = { DATABASE_URL: 'postgresql://ada:lovelace@127.0.0.1:1/x' };
    const { code, stderr } = await runHere(['feeds', action, '--yes'].slice(0, action === 'rebuild' ? 2 : 3), env);
    expect(code).toBe(69);
    expect(stderr).not.toContain('lovelace');
  });
});

describe('npm run cli -- feeds new-epoch', () => {
  it('asks before it makes cursors worthless: where nobody can be asked, exit code 64', async () => {
    await using database = await createTestDatabase();
    const before = await epochOf(database.url, 'feed');
    const { code, stdout, stderr } = await runCommand(['feeds', 'new-epoch'], { DATABASE_URL: database.url });
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(/^Every cursor of feeds and notifications becomes worthless.*say --yes\n$/);
    expect(await epochOf(database.url, 'feed')).toBe(before);
  });

  it.each([
    ['feeds', 'feed', 'notification'],
    ['notifications', 'notification', 'feed'],
  ] as const)('--log %s: of that log alone', async (log, changed, unchanged) => {
    await using database = await createTestDatabase();
    const before = await epochOf(database.url, unchanged);
    const { code, stdout } = await runHere(['feeds', 'new-epoch', '--log', log, '--yes'], {
      DATABASE_URL: database.url,
    });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `${log}: another history has begun, ${await epochOf(database.url, changed)}\n`,
    });
    expect(await epochOf(database.url, unchanged)).toBe(before);
  });

  it('a running instance notices, ends its subscriptions with RESYNC_REQUIRED, and goes on', async () => {
    await using app = await testApp({ withRedis: false });
    const [ada, bob] = [await app.connect('ada'), await app.connect('bob')];
    const page = await ada.send(FeedPage, { feed: { global: true } });
    using feed = ada.subscribe(FeedChanged, { feed: { global: true }, after: page.feed.liveCursor });
    using notifications = ada.subscribe(NotificationChanged, {});
    await bob.send(AddUrl, { url: 'https://example.org/1' });
    await feed.first(() => true);
    await eventually(async () => {
      await bob.send(Follow, { curatorId: 'did:plc:ada' });
      return notifications.events.length > 0;
    });

    const { code, stdout } = await runHere(['feeds', 'new-epoch', '--yes'], { DATABASE_URL: app.databaseUrl });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^feeds: another history has begun, \S{36}\nnotifications: another history has begun, \S{36}\n$/,
      ),
    });
    expect(await feed.failed).toEqual(resync);
    expect(await notifications.failed).toEqual(resync);
    using late = ada.subscribe(FeedChanged, { feed: { global: true }, after: page.feed.liveCursor });
    expect(await late.failed).toEqual(resync);

    const fresh = await ada.send(FeedPage, { feed: { global: true } });
    expect(fresh.feed.nodes).toHaveLength(1);
    using again = ada.subscribe(FeedChanged, { feed: { global: true }, after: fresh.feed.liveCursor });
    await bob.send(AddUrl, { url: 'https://example.org/2' });
    expect(await again.first(() => true)).toMatchObject({
      feedChanged: { item: { card: { url: 'https://example.org/2' } } },
    });
  });
});

describe('npm run cli -- feeds rebuild', () => {
  it('works beside a running server, and says what it did', async () => {
    await using app = await testApp({ withRedis: false });
    const ada = await app.connect('ada');
    for (const n of [1, 2, 3]) await ada.send(AddUrl, { url: `https://example.org/${n}` });
    const before = await ada.send(FeedPage, { feed: { global: true } });
    await query(app.databaseUrl, 'DELETE FROM feed_activities');
    const { code, stdout, stderr } = await runHere(['feeds', 'rebuild'], { DATABASE_URL: app.databaseUrl });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^Rebuilt the feeds from 6 events; they stood still for \d+ ms. Subscribers begin anew.\n$/,
      ),
      stderr: expect.stringMatching(/^6 of 6 events \(100 %\)/),
    });
    const after = await ada.send(FeedPage, { feed: { global: true } });
    expect(after.feed.nodes).toEqual(before.feed.nodes);
  });

  it.each([
    [
      'another is running',
      `SELECT pg_advisory_lock(${advisoryLocks.feedRebuild})`,
      'The feeds are being rebuilt already',
    ],
    [
      'the log has an event of a newer release',
      `INSERT INTO domain_events (id, type, version, aggregate_type, aggregate_id, correlation_id, payload, occurred_at)
       VALUES (gen_random_uuid(), 'CardPainted', 1, 'Card', '1', gen_random_uuid(), '{}', now())`,
      'event CardPainted version 1 is newer than this release: rebuild with the newest release that writes to it',
    ],
    [
      'their table is changed after the beginning',
      `CREATE FUNCTION planted() RETURNS event_trigger LANGUAGE plpgsql AS
         'BEGIN ALTER TABLE feed_activities ADD COLUMN IF NOT EXISTS planted int; END';
       CREATE EVENT TRIGGER planted ON ddl_command_end WHEN TAG IN ('CREATE SCHEMA') EXECUTE FUNCTION planted()`,
      'The definition of feed_activities was changed meanwhile',
    ],
    [
      'their table has what another would be without',
      'CREATE VIEW planted AS SELECT id FROM feed_activities',
      'feed_activities cannot be replaced .*: rule _RETURN on view planted',
    ],
  ])('changes nothing, and says why, if %s: exit code 1', async (_, obstacle, reason) => {
    await using database = await createTestDatabase();
    await using holder = await connect(database.url);
    await holder.client.query(obstacle);
    const before = await epochOf(database.url, 'feed');
    const { code, stdout, stderr } = await runHere(['feeds', 'rebuild'], { DATABASE_URL: database.url });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^${reason}.*\nThe feeds are as they were.\n$`)),
    });
    expect(await epochOf(database.url, 'feed')).toBe(before);
  });

  it.each([
    ['half-way', 'LOCK TABLE feed_changes IN ACCESS EXCLUSIVE MODE'],
    ['in the middle of the swap', 'SELECT FROM feed_head FOR UPDATE'],
  ])('killed %s, it leaves everything as it was, and the next one does it', async (_, obstacle) => {
    await using database = await createTestDatabase();
    await fill(database.url, 3_000);
    const state = async () => ({
      epoch: await epochOf(database.url, 'feed'),
      activities: await query(database.url, 'SELECT * FROM feed_activities ORDER BY seq'),
      changes: await query(database.url, 'SELECT * FROM feed_changes ORDER BY id'),
    });
    const sessions = async (condition = 'TRUE') => {
      const ofRebuilds = `datname = current_database() AND application_name = 'commonplace feeds rebuild'`;
      return (await query(database.url, `SELECT FROM pg_stat_activity WHERE ${ofRebuilds} AND ${condition}`)).length;
    };
    const before = await state();
    {
      await using holder = await connect(database.url);
      await holder.client.query(`BEGIN; ${obstacle}`);
      await using rebuild = NodeProcess.start([cli, 'feeds', 'rebuild'], { DATABASE_URL: database.url });
      await eventually(async () => rebuild.hasEnded || (await sessions(`wait_event_type = 'Lock'`)) > 0, {
        withinMs: 20_000,
      });
      expect(rebuild.written).toEqual({ stdout: '', stderr: expect.stringContaining('3,000 of 3,000 events') });
      rebuild.signal('SIGKILL');
    }
    await eventually(async () => (await sessions()) === 0);
    expect(await state()).toEqual(before);

    expect(await runHere(['feeds', 'rebuild'], { DATABASE_URL: database.url })).toMatchObject({ code: 0 });
    const after = await state();
    expect(after.activities).toHaveLength(3_000);
    expect(after.changes).toEqual([]);
    expect(after.epoch).not.toBe(before.epoch);
    expect(await query(database.url, `SELECT FROM pg_namespace WHERE nspname LIKE '%feed%'`)).toEqual([]);
  });
});

/** A connection of the test's own, to hold something with. */
async function connect(url: string) {
  const client = new pg.Client(url);
  await client.connect();
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

/** With saves by Ada, of which feeds show every other one. */
async function fill(url: string, events: number): Promise<void> {
  await query(url, `INSERT INTO curators (id, created_at) VALUES ('did:plc:ada', now())`);
  await query(
    url,
    `INSERT INTO domain_events (id, type, version, aggregate_type, aggregate_id, correlation_id, payload, occurred_at)
     SELECT gen_random_uuid(), 'CardAddedToLibrary', 1, 'Card', n, gen_random_uuid(), jsonb_build_object(
       'cardId', gen_random_uuid(), 'curatorId', 'did:plc:ada', 'cardType', 'NOTE', 'url', NULL, 'title', NULL), now()
     FROM generate_series(1, $1::int) n`,
    [events],
  );
  await query(
    url,
    `WITH added AS (
       INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, created_at)
       SELECT id, seq, 'CARD_ADDED_TO_LIBRARY', payload->>'curatorId', (payload->>'cardId')::uuid, occurred_at
       FROM domain_events WHERE seq % 2 = 0 RETURNING id, actor_id
     )
     INSERT INTO feed_changes (op, activity_id, actor_id) SELECT 'ADDED', id, actor_id FROM added`,
  );
}
