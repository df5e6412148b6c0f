import type { App } from '../../src/composition/App.ts';
import type { AppHooks } from '../../src/composition/AppHooks.ts';
import { loadConfig } from '../../src/composition/config.ts';
import { createApp } from '../../src/composition/createApp.ts';
import { CuratorId } from '../../src/shared/domain/CuratorId.ts';
import { issueToken } from '../../src/shared/infrastructure/auth/issueToken.ts';
import { createLogger, type ProcessLogger } from '../../src/shared/infrastructure/logging/createLogger.ts';
import { ApiClient } from './ApiClient.ts';
import { Viewer } from './client.operations.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { testRedis } from './redis.ts';

const secret = 'a secret of the tests in one process, of 32 bytes';

export interface TestAppOptions {
  /** Without it the app is complete in this process. */
  readonly withRedis: boolean;
  readonly role?: 'all' | 'api' | 'worker';
  readonly hooks?: AppHooks;
  /** On top of what every such app is told. */
  readonly env?: Readonly<Record<string, string>>;
  /** To share one with another app; else the app has one of its own. */
  readonly database?: TestDatabase;
  /** To share one with another app, or to take it away; else a part of the one that all tests share. */
  readonly redisUrl?: string;
  /** Default: warnings and errors, to stdout. */
  readonly logger?: ProcessLogger;
}

/** The whole app in this process, on a database of its own. Its log shows errors alone. */
export async function testApp(options: TestAppOptions) {
  const { withRedis, role = 'all', hooks, env = {}, database, redisUrl } = options;
  await using opened = new AsyncDisposableStack();
  const { url: databaseUrl } = database ?? opened.use(await createTestDatabase());
  const redis = withRedis && !redisUrl ? opened.use(testRedis()) : undefined;
  const config = loadConfig({
    ROLE: role,
    PORT: '0',
    AUTH_SECRET: secret,
    // Where a test fetches, it is from servers of its own.
    CARD_METADATA: hooks?.outbound ? 'on' : 'off',
    ...(redis && { REDIS_PREFIX: redis.prefix }),
    ...env,
  }).unwrap();
  const logger = options.logger ?? (await createLogger({ level: 'warn', production: true }));
  const app: App = opened.use(
    await createApp({ config, databaseUrl, redisUrl: redisUrl ?? redis?.url, logger, ...(hooks && { hooks }) }),
  );
  const parts = opened.move();
  const tokenOf = (name: string, expiresIn = '1h'): Promise<string> =>
    issueToken({ secret, subject: CuratorId.create(`did:plc:${name}`).unwrap(), expiresIn });
  return {
    app,
    databaseUrl,
    /** @param expiresIn such as `-1s` for one that has expired. */
    tokenOf,
    /** A frontend of somebody who is known as a curator. */
    async connect(name: string): Promise<ApiClient> {
      const client = parts.use(new ApiClient(app.url ?? '', await tokenOf(name)));
      await client.send(Viewer, {});
      return client;
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
