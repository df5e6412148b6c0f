import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, inject, it } from 'vitest';
import { createEmptyDatabase, createTestDatabase } from './database.ts';
import { query } from './databaseServer.ts';
import { eventually } from './eventually.ts';
import { NodeProcess } from './NodeProcess.ts';
import { testRedis } from './redis.ts';

const ADMIN_SHUTDOWN = '57P01';

it('clones have the migrated tables, and do not share their rows', async () => {
  await using ada = await createTestDatabase();
  await using bob = await createTestDatabase();

  await query(ada.url, `INSERT INTO curators (id, created_at) VALUES ('did:plc:ada', now())`);

  expect(await query(ada.url, 'SELECT id FROM curators')).toEqual([{ id: 'did:plc:ada' }]);
  expect(await query(bob.url, 'SELECT id FROM curators')).toEqual([]);
});

it('many clones can be made at once', async () => {
  await using clones = new AsyncDisposableStack();
  const names = await Promise.all(Array.from({ length: 6 }, async () => clones.use(await createTestDatabase()).name));

  expect(new Set(names).size).toBe(6);
});

it('an empty database has no tables', async () => {
  await using empty = await createEmptyDatabase();

  expect(
    await query(
      empty.url,
      `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    ),
  ).toEqual([]);
});

it('a database goes at dispose, with those who are connected to it', async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  const errors: Error[] = [];
  client.on('error', (error) => errors.push(error));
  await client.connect();

  await database[Symbol.asyncDispose]();

  await eventually(() => expect(errors).toContainEqual(expect.objectContaining({ code: ADMIN_SHUTDOWN })));
  expect(await query(inject('databaseUrl'), 'SELECT FROM pg_database WHERE datname = $1', [database.name])).toEqual([]);
});

it('keys go with the prefix that they contain, and no others', async () => {
  const [ours, others] = [testRedis(), testRedis()];
  await using connections = new AsyncDisposableStack();
  const client = connections.adopt(new Redis(ours.url), (redis) => redis.disconnect());
  await client.mset({ [`${ours.prefix}:a`]: 1, [`bull:{${ours.prefix}}:b`]: 2, [`${others.prefix}:a`]: 3 });

  await ours[Symbol.asyncDispose]();

  expect(await client.exists(`${ours.prefix}:a`, `bull:{${ours.prefix}}:b`)).toBe(0);
  expect(await client.exists(`${others.prefix}:a`)).toBe(1);
  await others[Symbol.asyncDispose]();
});

it('a script that is called with what it does not know says what it does know, in a line, and does nothing', async () => {
  await using process = NodeProcess.start(['test/bench/run.ts', '--only', 'nonsense']);
  expect(await process.end()).toEqual({
    code: 64,
    stdout: '',
    stderr: expect.stringMatching(/^--only nonsense: .*"latency".*\n$/),
  });
});
