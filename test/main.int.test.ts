import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { createEmptyDatabase, createTestDatabase } from './support/database.ts';
import { NodeProcess } from './support/NodeProcess.ts';
import { testRedis } from './support/redis.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const secret = { AUTH_SECRET: 'a secret of at least thirty-two bytes' };

const serverWith = (env: Readonly<Record<string, string>>): NodeProcess =>
  NodeProcess.start([main], { ...secret, REDIS_URL: inject('redisUrl'), ...env });

async function healthOf(server: NodeProcess): Promise<number> {
  const { url } = await server.logged('ready');
  return (await fetch(`${String(url)}/health/ready`)).status;
}

describe('the server', () => {
  it('starts on an empty database, is ready, and ends in order', async () => {
    await using database = await createEmptyDatabase();
    await using redis = testRedis();
    await using server = serverWith({ PORT: '0', DATABASE_URL: database.url, REDIS_PREFIX: redis.prefix });

    expect(await healthOf(server)).toBe(200);
    server.signal('SIGTERM');

    expect(await server.end()).toMatchObject({ code: 0, stderr: '' });
    expect(server.messages.at(-1)).toBe('stopped');
  });

  it('starts without Redis: feeds and mutations do not need it', async () => {
    await using database = await createTestDatabase();
    await using server = serverWith({
      PORT: '0',
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://127.0.0.1:1',
      ROLE: 'api',
    });

    expect(await healthOf(server)).toBe(200);
    server.signal('SIGTERM');

    expect(await server.end()).toMatchObject({ code: 0 });
  });

  it('a port that is taken: what to set, exit code 78', async () => {
    await using database = await createTestDatabase();
    const stranger = createServer().listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const address = stranger.address();
    if (address === null || typeof address === 'string') throw new TypeError('no port');
    await using server = serverWith({ PORT: String(address.port), DATABASE_URL: database.url });

    expect(await server.end()).toMatchObject({
      code: 78,
      stderr: `EADDRINUSE: port ${address.port} is taken: set PORT\n`,
    });
    stranger.close();
  });

  it('a database that is not there: what to set, exit code 78', async () => {
    await using database = await createEmptyDatabase();
    const url = new URL(database.url);
    url.pathname = '/nowhere';
    await using server = serverWith({ PORT: '0', DATABASE_URL: url.href });

    expect(await server.end()).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/^PostgreSQL at \S+\/nowhere has no such database .*: set DATABASE_URL\n$/),
    });
  });
});
