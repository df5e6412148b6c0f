import { cp } from 'node:fs/promises';
import path from 'node:path';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { type EmbeddedRedis, type EmbeddedRedisOptions, startEmbeddedRedis } from '../../src/embedded/EmbeddedRedis.ts';
import { EmbeddedServiceError } from '../../src/embedded/EmbeddedServiceError.ts';
import { askRedisWhoItIs } from '../../src/embedded/redisProbe.ts';
import { log } from '../support/log.ts';
import { cacheDir, temporaryDataDirectory } from './dataDirectory.ts';
import { startHolder } from './holder.ts';
import { strangerOn } from './stranger.ts';

const quiet = { ...log, warn: () => {} };
const start = (dataDir: string, options: Partial<EmbeddedRedisOptions> = {}): Promise<EmbeddedRedis> =>
  startEmbeddedRedis({ dataDir, cacheDir, log: quiet, ...options });

async function withClient<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

it('keeps its data, its password and its port from one start to the next', async () => {
  await using data = await temporaryDataDirectory();
  const first = await start(data.path);
  await withClient(first.url, (client) => client.set('title', 'kept'));
  await first.stop();
  expect(data.redisPid()).toBeUndefined();

  await using second = await start(data.path);

  expect(second.adopted).toBe(false);
  expect(second.url).toBe(first.url);
  expect(await withClient(second.url, (client) => client.get('title'))).toBe('kept');
});

it('evicts nothing, logs every write, and listens on the loopback address alone', async () => {
  await using data = await temporaryDataDirectory();
  await using redis = await start(data.path);

  const names = ['maxmemory-policy', 'appendonly', 'bind', 'protected-mode'];
  const settings = await withClient(redis.url, (client) =>
    Promise.all(names.map((name) => client.config('GET', name))),
  );

  expect(settings).toEqual([
    ['maxmemory-policy', 'noeviction'],
    ['appendonly', 'yes'],
    ['bind', '127.0.0.1'],
    ['protected-mode', 'yes'],
  ]);
  expect(redis.port).toBeLessThan(32_768);
  expect(redis.version).toMatch(/^\d+\.\d+/);
});

it('lets nobody in without the password', async () => {
  await using data = await temporaryDataDirectory();
  await using redis = await start(data.path);

  expect(await askRedisWhoItIs({ port: redis.port, password: 'guess' })).toHaveProperty('refusal');
});

it('moves to another port when a stranger has taken its own', async () => {
  await using data = await temporaryDataDirectory();
  const first = await start(data.path);
  await first.stop();
  await using _stranger = await strangerOn(first.port);

  await using second = await start(data.path);

  expect(second.port).not.toBe(first.port);
  expect(await withClient(second.url, (client) => client.ping())).toBe('PONG');
});

it('takes no server of another data directory for its own, also with the same password and port', async () => {
  await using data = await temporaryDataDirectory();
  await using copy = await temporaryDataDirectory();
  await using original = await start(data.path);
  await cp(path.join(data.path, 'redis.json'), path.join(copy.path, 'redis.json'));

  await using other = await start(copy.path);

  expect(other.adopted).toBe(false);
  expect(other.port).not.toBe(original.port);
});

it('is shared by those who start it twice, and stops with the last of them', async () => {
  await using data = await temporaryDataDirectory();
  const [first, second] = await Promise.all([start(data.path), start(data.path)]);
  expect(first.adopted).not.toBe(second.adopted);
  expect(second).toMatchObject({ url: first.url, source: first.source, version: first.version });

  await first.stop();
  expect(await withClient(second.url, (client) => client.ping())).toBe('PONG');

  await second.stop();
  expect(data.redisPid()).toBeUndefined();
});

it('says what to do when the binary it was given does not run, and looks for no other', async () => {
  await using data = await temporaryDataDirectory();
  const given = start(data.path, { redisServer: '/nonexistent/redis-server' });

  await expect(given).rejects.toBeInstanceOf(EmbeddedServiceError);
  await expect(given).rejects.toThrow(/^There is no Redis: .*Tried REDIS_SERVER: not found\.$/);
});

it('refuses a program that is no Redis', async () => {
  await using data = await temporaryDataDirectory();

  await expect(start(data.path, { redisServer: 'echo' })).rejects.toThrow('REDIS_SERVER: does not say its version');
});

it('replaces a server that a killed process left frozen', async () => {
  await using data = await temporaryDataDirectory();
  await using holder = startHolder({ dataDir: data.path, cacheDir, need: { postgres: false, redis: true } });
  await holder.report();
  const frozen = data.redisPid() ?? Number.NaN;
  await holder.endBy('SIGKILL');
  process.kill(frozen, 'SIGSTOP');

  await using redis = await start(data.path);

  expect(redis.adopted).toBe(false);
  expect(await withClient(redis.url, (client) => client.ping())).toBe('PONG');
  expect(data.redisPid()).not.toBe(frozen);
});
