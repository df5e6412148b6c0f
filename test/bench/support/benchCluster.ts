import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbedded } from '../../../src/embedded/startEmbedded.ts';
import { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { issueToken } from '../../../src/shared/infrastructure/auth/issueToken.ts';
import { Instance } from '../../e2e/Instance.ts';
import { log } from '../../support/log.ts';

const secret = 'a secret of the benchmarks, of 32 bytes at least';

export interface BenchCluster extends AsyncDisposable {
  readonly one: Instance;
  readonly two: Instance;
  tokenOf(did: string): Promise<string>;
}

/**
 * API instances 1 and 2 and a worker, each a process, on a PostgreSQL and a Redis of their own, which write to the disk as in
 * production and are thrown away at dispose.
 */
export async function startBenchCluster(): Promise<BenchCluster> {
  await using opened = new AsyncDisposableStack();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'commonplace-bench-'));
  opened.defer(() => rm(dataDir, { recursive: true, force: true }));
  const services = opened.use(await startEmbedded({ dataDir, need: { postgres: true, redis: true }, log }));
  const { databaseUrl, redisUrl } = services;
  if (!databaseUrl || !redisUrl) throw new Error('the embedded services did not say where they are');

  const env = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, AUTH_SECRET: secret, LOG_LEVEL: 'info' };
  const [one, two] = await Promise.all(
    ['api', 'api', 'worker'].map(async (ROLE) => opened.use(await Instance.start({ ...env, ROLE }))),
  );
  if (!one || !two) throw new Error('unreachable: three were started');
  const parts = opened.move();
  return {
    one,
    two,
    tokenOf: (did) => issueToken({ secret, subject: CuratorId.create(did).unwrap(), expiresIn: '1h' }),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
