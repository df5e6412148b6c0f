import { inDataDirectory } from './dataDirectory.ts';
import { startEmbeddedPostgres } from './EmbeddedPostgres.ts';
import { type EmbeddedRedisOptions, startEmbeddedRedis } from './EmbeddedRedis.ts';
import { EmbeddedServiceError } from './EmbeddedServiceError.ts';
import { messageOf } from './errno.ts';
import { noteServices, type ServiceUrls } from './runningServices.ts';

export interface EmbeddedOptions extends EmbeddedRedisOptions {
  /** Which services to start; the URLs of the others are left out of the result. */
  readonly need: { readonly postgres: boolean; readonly redis: boolean };
  /** Whether PostgreSQL survives a power cut. Default true; false is faster, for tests. */
  readonly durable?: boolean | undefined;
}

/** Disposing stops the services, unless another process shares them. */
export type EmbeddedServices = Readonly<ServiceUrls> & AsyncDisposable;

/**
 * Starts the services that this machine lacks, at the same time, or joins those that run on the data directory already, and
 * notes them for readRunningServices. If one fails the other is stopped again, and the call rejects: with
 * EmbeddedServiceError where the operator can help it.
 */
export async function startEmbedded({ need, durable = true, ...options }: EmbeddedOptions): Promise<EmbeddedServices> {
  return inDataDirectory(options.dataDir, async (dataDir) => {
    const [postgres, redis] = await Promise.allSettled([
      need.postgres ? startEmbeddedPostgres({ dataDir, log: options.log, durable }) : undefined,
      need.redis ? startEmbeddedRedis({ ...options, dataDir }) : undefined,
    ]);

    await using started = new AsyncDisposableStack();
    const urls: ServiceUrls = {};
    if (postgres.status === 'fulfilled' && postgres.value) urls.databaseUrl = started.use(postgres.value).url;
    if (redis.status === 'fulfilled' && redis.value) urls.redisUrl = started.use(redis.value).url;
    throwFailures([postgres, redis]);
    await noteServices(dataDir, urls);

    const running = started.move();
    const stop = async (): Promise<void> => {
      await running.disposeAsync();
      await noteServices(dataDir, {});
    };
    return { ...urls, [Symbol.asyncDispose]: stop };
  });
}

function throwFailures(results: readonly PromiseSettledResult<unknown>[]): void {
  const failures = results.filter((result) => result.status === 'rejected').map((result): unknown => result.reason);
  if (failures.length === 0) return;
  const message = failures.map(messageOf).join(' ');
  const foreseen = failures.every((failure) => failure instanceof EmbeddedServiceError);
  const cause = failures.length === 1 ? failures[0] : new AggregateError(failures);
  throw foreseen ? new EmbeddedServiceError(message, { cause }) : new Error(message, { cause });
}
