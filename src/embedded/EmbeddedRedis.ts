import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { inDataDirectory } from './dataDirectory.ts';
import type { RedisSource } from './findRedis.ts';
import { RedisDriver } from './RedisDriver.ts';
import { type EmbeddedLog, joinServer } from './SharedServer.ts';

export interface EmbeddedRedisOptions {
  /** The data is in `<dataDir>/redis`, with password and port in `redis.json` and the log in `redis.log` beside it. */
  readonly dataDir: string;
  readonly log: EmbeddedLog;
  /** Where a downloaded package is kept. Default `.cache` in the working directory. */
  readonly cacheDir?: string | undefined;
  /** A redis-server or valkey-server binary, taken instead of looking for one. */
  readonly redisServer?: string | undefined;
  /** Where to look for Redis. Default: on the PATH, then in the system's package. */
  readonly sources?: readonly RedisSource[] | undefined;
}

export interface EmbeddedRedis extends AsyncDisposable {
  /** Holds the password. */
  readonly url: string;
  readonly port: number;
  /** It was running already: left by a killed process, or shared with one that lives. */
  readonly adopted: boolean;
  /** Where the binary came from. */
  readonly source: string;
  readonly version: string;
  /** Stops the server unless another process shares it: gracefully for 5 s, then by force. */
  stop(): Promise<void>;
}

/**
 * Starts a Redis that evicts nothing and logs every write (fsync each second), on the loopback address alone, or joins the
 * one that runs on the same data directory: processes that run at the same time share it, and the last one stops it. Rejects
 * with EmbeddedServiceError, which names three ways out, when there is no Redis to be had.
 */
export async function startEmbeddedRedis(options: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
  const { dataDir, log, cacheDir = '.cache', redisServer, sources } = options;
  return inDataDirectory(dataDir, async (parent) => {
    const directory = path.join(parent, 'redis');
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const driver = new RedisDriver(await realpath(directory), { cacheDir, redisServer, sources });
    const { server, adopted, leave } = await joinServer(driver, log);
    const { url, port, source, version } = server;
    return { url, port, adopted, source, version, stop: leave, [Symbol.asyncDispose]: leave };
  });
}
