/** The process around an application that does as the first argument says, with nothing behind it. Run by serve.unit.test.ts. */
import { setTimeout as delay } from 'node:timers/promises';
import type { App, AppSurroundings } from '../../src/composition/App.ts';
import { ClosingStack } from '../../src/composition/ClosingStack.ts';
import { type ServerParts, serve } from '../../src/composition/serve.ts';
import { EmbeddedServiceError } from '../../src/embedded/EmbeddedServiceError.ts';
import { ConfigurationError } from '../../src/shared/infrastructure/ConfigurationError.ts';
import { DatabaseUnreachableError } from '../../src/shared/infrastructure/database/DatabaseUnreachableError.ts';

const scenario = process.argv[2] ?? 'serves';
const forever = (): Promise<never> => Promise.withResolvers<never>().promise;
// Something that keeps the process alive, as a listening server does.
const alive = setInterval(() => {}, 60_000);

const parts: ServerParts = {
  startEmbedded: async ({ need, log }) => {
    if (scenario === 'has no Redis') throw new EmbeddedServiceError('There is no Redis: three ways out');
    log.info({ need }, 'embedded services started');
    return {
      databaseUrl: 'postgresql://embedded/x',
      redisUrl: 'redis://embedded',
      [Symbol.asyncDispose]: async () => log.info({}, 'embedded services stopped'),
    };
  },
  waitForDatabase: async ({ logger, signal }) => {
    if (scenario === 'finds no database') throw new DatabaseUnreachableError('PostgreSQL did not answer for 60 s');
    if (scenario !== 'waits for its database') return;
    logger.warn({}, 'PostgreSQL does not answer yet');
    await delay(60_000, undefined, { signal });
  },
  loadApp: async () => createApp,
};

async function createApp({ config, logger, databaseUrl, redisUrl }: AppSurroundings): Promise<App> {
  if (scenario === 'has a Redis that evicts') throw new ConfigurationError('Redis evicts keys');
  if (scenario === 'has a bug at the start') throw new TypeError('undefined is not a function');
  logger.info({ databaseUrl, redisUrl }, 'wired');
  if (scenario === 'hangs at the start') await forever();
  const opened = new ClosingStack();
  opened.defer('database', () => logger.info({}, 'database closed'));
  opened.defer('workers', async () => {
    if (scenario === 'hangs at the end') await forever();
    if (scenario === 'fails at the end') throw new Error('workers are stuck');
    clearInterval(alive);
    logger.info({}, 'workers closed');
  });
  process.once('SIGUSR2', () => {
    // What the test is about: a promise that nobody waits for.
    Promise.reject(new Error('forgotten')); // oxlint-disable-line typescript/no-floating-promises
  });
  return {
    role: config.role,
    url: 'http://127.0.0.1:4000',
    beginShutdown: () => logger.info({}, 'not ready any more'),
    get closing() {
      return opened.closing;
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

process.exit(await serve({ env: process.env, parts, shutdownMs: 1_500 }));
