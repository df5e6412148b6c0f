import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '../../src/embedded/EmbeddedPostgres.ts';
import { EmbeddedServiceError } from '../../src/embedded/EmbeddedServiceError.ts';
import { query } from '../support/databaseServer.ts';
import { log } from '../support/log.ts';
import { type DataDirectory, directoryWithCluster, temporaryDataDirectory } from './dataDirectory.ts';
import { strangerOn } from './stranger.ts';

const quiet = { ...log, warn: () => {} };
const start = (dataDir: string, durable = false) => startEmbeddedPostgres({ dataDir, log: quiet, durable });

let cluster: DataDirectory;
beforeAll(async () => {
  cluster = await directoryWithCluster();
});
afterAll(() => cluster[Symbol.asyncDispose]());

it('keeps its data, its password and its port from one start to the next', async () => {
  await using data = await temporaryDataDirectory();
  const first = await start(data.path);
  await query(first.url, 'CREATE TABLE cards (title text)');
  await query(first.url, "INSERT INTO cards VALUES ('kept')");
  await first.stop();
  expect(data.postgresPid()).toBeUndefined();

  await using second = await start(data.path);

  expect(second.adopted).toBe(false);
  expect(second.url).toBe(first.url);
  expect(await query(second.url, 'SELECT * FROM cards')).toEqual([{ title: 'kept' }]);
});

it('is durable unless told otherwise, takes 200 connections, and listens on the loopback address alone', async () => {
  await using data = await temporaryDataDirectory(cluster);
  await using postgres = await startEmbeddedPostgres({ dataDir: data.path, log: quiet, settings: { work_mem: '8MB' } });

  const [row] = await query(
    postgres.url,
    `SELECT current_database() AS database, current_setting('fsync') AS fsync, current_setting('max_connections') AS connections,
       current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets,
       current_setting('work_mem') AS work_mem, current_setting('server_encoding') AS encoding`,
  );

  expect(row).toEqual({
    database: 'commonplace',
    fsync: 'on',
    connections: '200',
    addresses: '127.0.0.1',
    sockets: '',
    work_mem: '8MB',
    encoding: 'UTF8',
  });
  expect(postgres.port).toBeLessThan(32_768);
});

it('lets nobody in without the password, which only this user can read', async () => {
  await using data = await temporaryDataDirectory(cluster);
  await using postgres = await start(data.path);
  const url = new URL(postgres.url);
  url.password = 'guess';

  await expect(query(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  expect((await stat(path.join(data.path, 'postgres.json'))).mode & 0o777).toBe(0o600);
});

it('moves to another port when a stranger has taken its own', async () => {
  await using data = await temporaryDataDirectory(cluster);
  const first = await start(data.path);
  await first.stop();
  await using _stranger = await strangerOn(first.port);

  await using second = await start(data.path);

  expect(second.port).not.toBe(first.port);
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('starts over a lock file whose process id belongs to somebody else now', async () => {
  await using data = await temporaryDataDirectory(cluster);
  const lockFile = path.join(data.path, 'postgres/postmaster.pid');
  const first = await start(data.path);
  const lines = (await readFile(lockFile, 'utf8')).split('\n');
  await first.stop();
  await writeFile(lockFile, [process.pid, ...lines.slice(1)].join('\n'));

  await using second = await start(data.path);

  expect(second.adopted).toBe(false);
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('begins anew after a first start that was killed midway', async () => {
  await using data = await temporaryDataDirectory();
  await mkdir(path.join(data.path, 'postgres.unfinished/base'), { recursive: true });

  await using postgres = await start(data.path);

  expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('is shared by those who start it twice, and stops with the last of them', async () => {
  await using data = await temporaryDataDirectory(cluster);
  const [first, second] = await Promise.all([start(data.path), start(data.path)]);
  expect(first.adopted).not.toBe(second.adopted);
  expect(second.url).toBe(first.url);

  await first.stop();
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);

  await second.stop();
  expect(data.postgresPid()).toBeUndefined();
  await second.stop();
});

it('starts again after it was killed, for those who still use it', async () => {
  await using data = await temporaryDataDirectory(cluster);
  await using first = await start(data.path);
  await query(first.url, 'CREATE TABLE cards ()');
  process.kill(data.postgresPid() ?? Number.NaN, 'SIGKILL');

  await using second = await start(data.path);

  expect(second.url).toBe(first.url);
  expect(await query(first.url, 'SELECT FROM cards')).toEqual([]);
});

it('is refused to a second user with other settings', async () => {
  await using data = await temporaryDataDirectory(cluster);
  await using _first = await start(data.path, false);

  await expect(start(data.path, true)).rejects.toThrow(/it runs with other settings.*another process uses it/);
});

it('says what to do when the password is lost', async () => {
  await using data = await temporaryDataDirectory(cluster);
  const first = await start(data.path);
  await first.stop();
  await rm(path.join(data.path, 'postgres.json'));

  const second = start(data.path);

  await expect(second).rejects.toBeInstanceOf(EmbeddedServiceError);
  await expect(second).rejects.toThrow(/The password of PostgreSQL .* is gone: restore .*postgres\.json/);
});
