import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { unpackDebianRedis } from './debianRedis.ts';
import { EmbeddedServiceError } from './EmbeddedServiceError.ts';
import { isErrno, messageOf } from './errno.ts';

const run = promisify(execFile);
const oldestMajor = 6;

export const redisSources = ['redis-server on the PATH', 'valkey-server on the PATH', 'Debian package'] as const;

export type RedisSource = (typeof redisSources)[number];

export interface RedisSearch {
  /** A binary to take instead of looking for one; nothing else is tried then. */
  readonly redisServer?: string | undefined;
  /** Where to look, in this order. Default: everywhere. */
  readonly sources?: readonly RedisSource[] | undefined;
  /** Where a downloaded package is kept. */
  readonly cacheDir: string;
}

export interface FoundRedis {
  /** Program and first arguments. */
  readonly command: readonly string[];
  readonly source: RedisSource | 'REDIS_SERVER';
  readonly version: string;
}

/** The first redis-server that runs here and is new enough. Rejects with EmbeddedServiceError, which names three ways out. */
export async function findRedis({ redisServer, sources = redisSources, cacheDir }: RedisSearch): Promise<FoundRedis> {
  const failures: string[] = [];
  for (const source of redisServer ? (['REDIS_SERVER'] as const) : sources) {
    try {
      return { source, ...(await usable(() => commandOf(source, redisServer ?? '', cacheDir))) };
    } catch (error) {
      failures.push(`${source}: ${messageOf(error)}`);
    }
  }
  throw new EmbeddedServiceError(
    `There is no Redis: install it by the package manager (apt-get install redis-server, dnf install redis, brew install redis), or set REDIS_SERVER to the path of a redis-server or valkey-server binary, or set REDIS_URL to a Redis that is running. Tried ${failures.join('; ') || 'nothing'}.`,
  );
}

async function commandOf(
  source: FoundRedis['source'],
  redisServer: string,
  cacheDir: string,
): Promise<readonly string[]> {
  switch (source) {
    case 'REDIS_SERVER':
      return [redisServer];
    case 'redis-server on the PATH':
      return ['redis-server'];
    case 'valkey-server on the PATH':
      return ['valkey-server'];
    case 'Debian package':
      return unpackDebianRedis(cacheDir);
  }
}

async function usable(find: () => Promise<readonly string[]>): Promise<Pick<FoundRedis, 'command' | 'version'>> {
  const command = await find();
  const version = await versionOf(command);
  if (Number.parseInt(version, 10) < oldestMajor) throw new Error(`version ${version} is too old`);
  return { command, version };
}

async function versionOf([file = '', ...args]: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(file, [...args, '--version'], { timeout: 5_000 });
    const version = /\bv=(\d\S*)/.exec(stdout)?.[1];
    if (version) return version;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) throw new Error('not found', { cause: error });
    throw new Error(
      `does not run (${messageOf(error)
        .trim()
        .replaceAll(/\s*\n\s*/g, ' | ')})`,
      { cause: error },
    );
  }
  throw new Error('does not say its version');
}
