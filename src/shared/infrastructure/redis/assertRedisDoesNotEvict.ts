import type { Logger } from '../../application/Logger.ts';
import { ConfigurationError } from '../ConfigurationError.ts';
import { inspectRedis, redisAddress } from './inspectRedis.ts';

/**
 * Throws ConfigurationError when the Redis would drop keys as its memory fills up, and queued work with them, or when it
 * refuses the password. One that cannot be reached, or does not say, is a warning in the log: an api serves without Redis.
 */
export async function assertRedisDoesNotEvict(url: string, logger: Pick<Logger, 'warn'>): Promise<void> {
  const address = redisAddress(url);
  const found = await inspectRedis(url);
  switch (found.state) {
    case 'keeps':
      return;
    case 'evicts':
      throw new ConfigurationError(
        `Redis at ${address} evicts keys when its memory is full (maxmemory-policy ${found.policy}), and queued work with them: set its maxmemory-policy to noeviction, or REDIS_URL to another Redis`,
      );
    case 'refuses':
      throw new ConfigurationError(`Redis at ${address} refuses the user or password (${found.reason}): set REDIS_URL`);
    case 'silent':
    case 'unreachable':
      logger.warn(
        { redis: address, reason: found.reason },
        'could not find out whether Redis evicts keys: its maxmemory-policy must be noeviction',
      );
  }
}
