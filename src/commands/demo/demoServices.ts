import type { Config } from '../../composition/config.ts';
import { startEmbedded } from '../../embedded/startEmbedded.ts';
import { ConfigurationError } from '../../shared/infrastructure/ConfigurationError.ts';
import { waitForDatabase } from '../../shared/infrastructure/database/waitForDatabase.ts';
import type { ProcessLogger } from '../../shared/infrastructure/logging/createLogger.ts';
import { withoutCredentials } from '../../shared/infrastructure/logging/redact.ts';
import { inspectRedis } from '../../shared/infrastructure/redis/inspectRedis.ts';

/** As the environment of an instance names them. */
export interface DemoServices {
  readonly DATABASE_URL: string;
  readonly REDIS_URL: string;
  readonly REDIS_PREFIX: string;
}

export interface DemoServiceOptions {
  readonly config: Config;
  /** Where the data of embedded services is kept. */
  readonly directory: string;
  readonly logger: ProcessLogger;
  readonly signal: AbortSignal;
}

const waitMs = 10_000;

/**
 * The services that the configuration names, and embedded ones for those it does not, which `opened` then stops. Rejects where the
 * operator can help it: with DatabaseUnreachableError, EmbeddedServiceError and ConfigurationError.
 */
export async function openDemoServices(
  { config: { database, redis }, directory, logger, signal }: DemoServiceOptions,
  opened: AsyncDisposableStack,
): Promise<DemoServices> {
  if (redis.url) await requireRedis(redis.url);
  const need = { postgres: !database.url, redis: !redis.url };
  const embedded = await startEmbedded({ dataDir: directory, need, log: logger, redisServer: redis.server });
  opened.use(embedded);
  const databaseUrl = database.url ?? embedded.databaseUrl;
  const redisUrl = redis.url ?? embedded.redisUrl;
  if (!databaseUrl || !redisUrl) throw new Error('the embedded services did not say where they are');
  await waitForDatabase({ url: databaseUrl, logger, timeoutMs: waitMs, signal });
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    // A database of its own must not share queues and channels with the servers of another one.
    REDIS_PREFIX: database.url ? redis.prefix : `${redis.prefix}-demo`,
  };
}

async function requireRedis(url: string): Promise<void> {
  const found = await inspectRedis(url);
  if (found.state !== 'unreachable' && found.state !== 'refuses') return;
  throw new ConfigurationError(
    `The Redis of REDIS_URL, ${withoutCredentials(url)}, cannot be used (${found.reason}): start it, or unset REDIS_URL to have one started`,
  );
}
