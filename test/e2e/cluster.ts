import { CuratorId } from '../../src/shared/domain/CuratorId.ts';
import { issueToken } from '../../src/shared/infrastructure/auth/issueToken.ts';
import { ApiClient } from '../support/ApiClient.ts';
import { Viewer } from '../support/client.operations.ts';
import { createTestDatabase } from '../support/database.ts';
import { testRedis } from '../support/redis.ts';
import { Instance } from './Instance.ts';

const secret = 'a secret of the end-to-end tests, of 32 bytes';

/** Several processes on one database and one Redis: API instances 1 and 2, and a worker. */
export async function startCluster() {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await createTestDatabase());
  const redis = opened.use(testRedis());
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    REDIS_PREFIX: redis.prefix,
    AUTH_SECRET: secret,
    CARD_METADATA: 'off',
    LOG_LEVEL: 'info',
  };
  const [one, two, worker] = await Promise.all(
    ['api', 'api', 'worker'].map(async (ROLE) => opened.use(await Instance.start({ ...env, ROLE }))),
  );
  if (!one || !two || !worker) throw new Error('unreachable: three were started');
  const parts = opened.move();

  return {
    one,
    two,
    worker,
    databaseUrl: database.url,
    /** Another instance of the same. */
    startInstance: async (role: 'api' | 'worker' | 'all'): Promise<Instance> =>
      parts.use(await Instance.start({ ...env, ROLE: role })),
    /** Somebody who is connected to an instance, and known as a curator. */
    async connect(instance: Instance, name: string): Promise<ApiClient> {
      const token = await issueToken({
        secret,
        subject: CuratorId.create(`did:plc:${name}`).unwrap(),
        expiresIn: '1h',
      });
      const client = parts.use(new ApiClient(instance.url, token));
      await client.send(Viewer, {});
      return client;
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

export type Cluster = Awaited<ReturnType<typeof startCluster>>;
