import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '../../application/Logger.ts';
import { OutageLog } from '../../application/OutageLog.ts';

const reconnect = (times: number): number => Math.min(times * 100, 1_000);

/** For adding jobs: fails within seconds when Redis is away or does not answer, and keeps nothing to be sent later (the outbox does). */
export function createProducerClient(url: string, logger: Logger): Redis {
  return listenToErrors(
    new Redis(url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      connectTimeout: 2_000,
      commandTimeout: 2_000,
      // A command that timed out does not end a connection whose other end is gone without a word: every later one would time out too.
      socketTimeout: 3_000,
      retryStrategy: reconnect,
    } satisfies RedisOptions),
    logger,
  );
}

/** For taking jobs: waits for Redis as long as it takes, and notices a connection that went silent within 5 s. */
export function createWorkerClient(url: string, logger: Logger): Redis {
  return listenToErrors(
    new Redis(url, {
      maxRetriesPerRequest: null,
      connectTimeout: 2_000,
      // Longer than a blocking wait for jobs (blockingWaitSeconds), or an idle worker would reconnect for ever.
      socketTimeout: 5_000,
      retryStrategy: reconnect,
    } satisfies RedisOptions),
    logger,
  );
}

/** How long a worker's connection waits for a job in one command, in seconds. */
export const blockingWaitSeconds = 2;

function listenToErrors(redis: Redis, logger: Logger): Redis {
  const outage = new OutageLog(logger, 'the connection to Redis');
  redis.on('error', (error: Error) => outage.failed(error));
  redis.on('ready', () => outage.succeeded());
  return redis;
}
