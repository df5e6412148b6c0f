import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEmbeddedRedis } from '../../../src/embedded/EmbeddedRedis.ts';
import { ConfigurationError } from '../../../src/shared/infrastructure/ConfigurationError.ts';
import { assertRedisDoesNotEvict } from '../../../src/shared/infrastructure/redis/assertRedisDoesNotEvict.ts';
import { inspectRedis } from '../../../src/shared/infrastructure/redis/inspectRedis.ts';
import { log, recordingLog } from '../../support/log.ts';

// A Redis of this file's own: it is reconfigured.
const opened = new AsyncDisposableStack();
let url: string;
let redis: Redis;

beforeAll(async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'commonplace-redis-'));
  opened.defer(() => rm(dataDir, { recursive: true, force: true }));
  url = opened.use(await startEmbeddedRedis({ dataDir, log })).url;
  redis = opened.adopt(new Redis(url), (client) => client.disconnect());
});
afterAll(() => opened.disposeAsync());

function as(user: string, password: string): string {
  const theirs = new URL(url);
  theirs.username = user;
  theirs.password = password;
  return theirs.href;
}

/** A user, as managed services have them, who may do this and little else. */
async function userWho(...rights: readonly string[]): Promise<string> {
  const name = `user-${rights.length}-${rights.join('').replaceAll(/\W/g, '')}`;
  await redis.call('ACL', 'SETUSER', name, 'reset', 'on', '>pass', '+ping', '+client', ...rights);
  return as(name, 'pass');
}

it('one that keeps everything is taken', async () => {
  await redis.config('SET', 'maxmemory-policy', 'noeviction');

  await expect(assertRedisDoesNotEvict(url, recordingLog())).resolves.toBeUndefined();
});

it.each(['allkeys-lru', 'volatile-ttl'])('one that evicts (%s) is refused, with what to set', async (policy) => {
  await redis.config('SET', 'maxmemory-policy', policy);

  const failure: unknown = await assertRedisDoesNotEvict(url, recordingLog()).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(ConfigurationError);
  expect(failure).toMatchObject({
    message: expect.stringMatching(
      new RegExp(
        String.raw`^Redis at redis://127\.0\.0\.1:\d+ evicts keys .*maxmemory-policy ${policy}.*set .*noeviction`,
      ),
    ),
  });
});

it('where CONFIG is forbidden, INFO tells', async () => {
  const limited = await userWho('+info');
  await redis.config('SET', 'maxmemory-policy', 'allkeys-random');
  expect(await inspectRedis(limited)).toEqual({ state: 'evicts', policy: 'allkeys-random' });

  await redis.config('SET', 'maxmemory-policy', 'noeviction');
  expect(await inspectRedis(limited)).toEqual({ state: 'keeps' });
});

it('where both are forbidden, it is taken on trust, with a warning', async () => {
  const recorded = recordingLog();

  await assertRedisDoesNotEvict(await userWho(), recorded);

  expect(recorded.lines).toEqual([
    expect.objectContaining({
      level: 'warn',
      fields: expect.objectContaining({ reason: expect.stringMatching(/^NOPERM/) }),
    }),
  ]);
});

it('a wrong password is the fault of REDIS_URL', async () => {
  await userWho('+info');

  for (const wrong of [as('nobody', 'lovelace'), url.replace(/:[^:@]*@/, '@')]) {
    const failure: unknown = await assertRedisDoesNotEvict(wrong, recordingLog()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect(failure).toMatchObject({
      message: expect.stringMatching(/refuses the user or password \((WRONGPASS|NOAUTH)\): set REDIS_URL$/),
    });
    expect(failure).not.toMatchObject({ message: expect.stringContaining('lovelace') });
  }
});

it('one that cannot be reached is a warning: a server starts without it', async () => {
  const recorded = recordingLog();

  await assertRedisDoesNotEvict('redis://ada:lovelace@127.0.0.1:1', recorded);

  expect(recorded.lines).toEqual([
    expect.objectContaining({
      level: 'warn',
      fields: { redis: 'redis://127.0.0.1:1', reason: expect.stringContaining('ECONNREFUSED') },
    }),
  ]);
});

it('one that accepts and never answers is given up', async () => {
  const mute = createServer((socket) => void socket.resume());
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const address = mute.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');

  const found = await inspectRedis(`redis://127.0.0.1:${address.port}`);

  expect(found).toMatchObject({ state: 'unreachable' });
  mute.close();
  await once(mute, 'close');
});
