import { Instance } from '../../e2e/Instance.ts';
import { dropDatabase, newDatabaseName, query, withDatabase } from '../../support/databaseServer.ts';
import { startServices } from '../../support/services.ts';
import { startIssuer } from './issuer.ts';

export interface BenchCluster extends AsyncDisposable {
  readonly one: Instance;
  readonly two: Instance;
  tokenOf(did: string): Promise<string>;
}

/**
 * API instances 1 and 2 and a worker, each a process, on a database of their own. PostgreSQL and Redis are those of TEST_DATABASE_URL and
 * TEST_REDIS_URL, or else write to the disk as in production and are thrown away at dispose.
 */
export async function startBenchCluster(): Promise<BenchCluster> {
  await using opened = new AsyncDisposableStack();
  const services = opened.use(await startServices({ durable: true }));
  const issuer = opened.use(await startIssuer());
  const name = newDatabaseName('empty');
  await query(services.databaseUrl, `CREATE DATABASE ${name}`);
  opened.defer(() => dropDatabase(services.databaseUrl, name));

  const env = {
    DATABASE_URL: withDatabase(services.databaseUrl, name),
    REDIS_URL: services.redisUrl,
    REDIS_PREFIX: name,
    ...issuer.env,
    CARD_METADATA: 'off',
    LOG_LEVEL: 'info',
  };
  const [one, two] = await Promise.all(
    ['api', 'api', 'worker'].map(async (ROLE) => opened.use(await Instance.start({ ...env, ROLE }))),
  );
  if (!one || !two) throw new Error('unreachable: three were started');
  const parts = opened.move();
  return {
    one,
    two,
    tokenOf: (did) => issuer.tokenOf(did),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
