import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EmbeddedServiceError } from '../../src/embedded/EmbeddedServiceError.ts';
import { readRunningServices } from '../../src/embedded/runningServices.ts';
import { type EmbeddedOptions, startEmbedded } from '../../src/embedded/startEmbedded.ts';
import { query } from '../support/databaseServer.ts';
import { log } from '../support/log.ts';
import { cacheDir, type DataDirectory, directoryWithCluster, temporaryDataDirectory } from './dataDirectory.ts';
import { ordinaryUser, startHolder } from './holder.ts';

const quiet = { ...log, warn: () => {} };
const both = { postgres: true, redis: true };
const options = (dataDir: string): EmbeddedOptions => ({ dataDir, cacheDir, need: both, log: quiet, durable: false });

let cluster: DataDirectory;
beforeAll(async () => {
  cluster = await directoryWithCluster();
});
afterAll(() => cluster[Symbol.asyncDispose]());

it('starts what is needed, notes it for tools, and stops it again', async () => {
  await using data = await temporaryDataDirectory();
  const services = await startEmbedded(options(data.path));
  const { databaseUrl, redisUrl } = services;

  expect(databaseUrl).toMatch(/^postgresql:/);
  expect(redisUrl).toMatch(/^redis:/);
  expect(await readRunningServices(data.path)).toEqual({ databaseUrl, redisUrl });

  await services[Symbol.asyncDispose]();

  expect(await readRunningServices(data.path)).toEqual({});
  expect([data.postgresPid(), data.redisPid()]).toEqual([undefined, undefined]);
});

it('starts nothing that is not needed', async () => {
  await using data = await temporaryDataDirectory();
  await using services = await startEmbedded({ ...options(data.path), need: { postgres: false, redis: true } });

  expect(services.databaseUrl).toBeUndefined();
  expect(data.postgresPid()).toBeUndefined();
  expect(await readRunningServices(data.path)).toEqual({ redisUrl: services.redisUrl });
});

it('stops PostgreSQL again when there is no Redis', async () => {
  await using data = await temporaryDataDirectory(cluster);
  const started = startEmbedded({ ...options(data.path), redisServer: '/nonexistent/redis-server' });

  await expect(started).rejects.toBeInstanceOf(EmbeddedServiceError);
  expect(data.postgresPid()).toBeUndefined();
});

it('names three ways out in one paragraph on a machine without Redis', async () => {
  await using data = await temporaryDataDirectory();
  await using holder = startHolder(
    {
      dataDir: data.path,
      cacheDir,
      need: { postgres: false, redis: true },
      sources: ['redis-server on the PATH', 'valkey-server on the PATH'],
    },
    { env: { PATH: '/nonexistent' } },
  );

  const { refusal } = await holder.report();

  expect(refusal).toContain('install it by the package manager');
  expect(refusal).toContain('set REDIS_SERVER to the path of a redis-server or valkey-server binary');
  expect(refusal).toContain('set REDIS_URL to a Redis that is running');
  expect(refusal).not.toContain('\n');
});

it('adopts the services of a process that was killed, and stops them as its own', async () => {
  await using data = await temporaryDataDirectory(cluster);
  await using holder = startHolder({ dataDir: data.path, cacheDir, need: both });
  const left = await holder.report();
  await query(left.databaseUrl ?? '', 'CREATE TABLE cards ()');
  const pids = [data.postgresPid(), data.redisPid()];
  await holder.endBy('SIGKILL');

  const services = await startEmbedded(options(data.path));

  expect({ databaseUrl: services.databaseUrl, redisUrl: services.redisUrl }).toEqual(left);
  expect([data.postgresPid(), data.redisPid()]).toEqual(pids);
  expect(await query(services.databaseUrl ?? '', 'SELECT FROM cards')).toEqual([]);

  await services[Symbol.asyncDispose]();

  expect([data.postgresPid(), data.redisPid()]).toEqual([undefined, undefined]);
});

it('leaves the services running for another process, and the last one stops them', async () => {
  await using data = await temporaryDataDirectory(cluster);
  await using first = startHolder({ dataDir: data.path, cacheDir, need: both });
  await using second = startHolder({ dataDir: data.path, cacheDir, need: both });
  const urls = await first.report();
  expect(await second.report()).toEqual(urls);

  await first.endBy('SIGTERM');
  expect(await readRunningServices(data.path)).toEqual(urls);

  await second.endBy('SIGTERM');
  expect([data.postgresPid(), data.redisPid()]).toEqual([undefined, undefined]);
});

it('has its services still when Ctrl-C has reached the whole process group', async () => {
  await using data = await temporaryDataDirectory(cluster);
  await using holder = startHolder({ dataDir: data.path, cacheDir, need: both });
  const urls = await holder.report();

  process.kill(-holder.pid, 'SIGINT');

  expect(await holder.report()).toEqual(urls);
  await holder.endBy('SIGTERM');
  expect([data.postgresPid(), data.redisPid()]).toEqual([undefined, undefined]);
});

it('runs for an ordinary user', async () => {
  await using data = await temporaryDataDirectory();
  const user = ordinaryUser();
  await using holder = startHolder({ dataDir: path.join(data.path, 'own'), cacheDir, need: both }, { user });
  const { databaseUrl = '' } = await holder.report();

  expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);

  await holder.endBy('SIGTERM');
});

it('runs below a directory that only this user may enter, for root as well', async () => {
  await using data = await temporaryDataDirectory();
  const locked = path.join(data.path, 'locked');
  await mkdir(locked);
  await chmod(locked, 0o700);

  await using services = await startEmbedded({
    ...options(path.join(locked, 'data')),
    need: { postgres: true, redis: false },
  });

  expect(await query(services.databaseUrl ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});
