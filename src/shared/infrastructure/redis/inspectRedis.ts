import { Redis } from 'ioredis';
import { withoutCredentials } from '../logging/redact.ts';

/** What a Redis does when its memory is full, as far as it lets us know. */
export type RedisInspection =
  | { readonly state: 'keeps' }
  | { readonly state: 'evicts'; readonly policy: string }
  /** It answers, but tells neither its configuration nor its memory's. */
  | { readonly state: 'silent'; readonly reason: string }
  /** The user or the password is wrong. */
  | { readonly state: 'refuses'; readonly reason: string }
  | { readonly state: 'unreachable'; readonly reason: string };

const timeoutMs = 2_000;

/** Asks once, over a connection of its own, which takes a few seconds at most. Never rejects for what Redis does. */
export async function inspectRedis(url: string): Promise<RedisInspection> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: null,
    enableReadyCheck: false,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
  });
  let broken: Error | undefined;
  redis.on('error', (error: Error) => {
    broken ??= error; // connect() itself only says that the connection is closed
  });
  try {
    await redis.connect();
    return await readPolicy(redis);
  } catch (error) {
    return describeFailure(broken ?? error);
  } finally {
    redis.disconnect();
  }
}

/** Where a Redis is, for messages: without user and password. */
export function redisAddress(url: string): string {
  return withoutCredentials(url);
}

/** Managed services forbid CONFIG to their users, but not INFO. */
async function readPolicy(redis: Redis): Promise<RedisInspection> {
  const policy = (await attempt(() => policyByConfig(redis))) ?? (await policyByInfo(redis));
  if (policy === undefined) return { state: 'silent', reason: 'it shows no maxmemory-policy' };
  return policy === 'noeviction' ? { state: 'keeps' } : { state: 'evicts', policy };
}

async function policyByConfig(redis: Redis): Promise<string | undefined> {
  const reply = await redis.call('CONFIG', 'GET', 'maxmemory-policy');
  const policy: unknown = Array.isArray(reply) ? reply[1] : undefined;
  return typeof policy === 'string' ? policy : undefined;
}

async function policyByInfo(redis: Redis): Promise<string | undefined> {
  const reply = await redis.call('INFO', 'memory');
  return typeof reply === 'string' ? /^maxmemory_policy:(\S+)/m.exec(reply)?.[1] : undefined;
}

/** Undefined when Redis answers by an error, which is an answer too. */
async function attempt<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (refusal(error) === undefined) throw error;
    return undefined;
  }
}

function describeFailure(error: unknown): RedisInspection {
  const code = refusal(error);
  const reason = error instanceof Error ? error.message : String(error);
  if (code === 'WRONGPASS' || code === 'NOAUTH') return { state: 'refuses', reason: code };
  return { state: code === undefined ? 'unreachable' : 'silent', reason };
}

/** The code that Redis begins its errors with, such as NOPERM. */
function refusal(error: unknown): string | undefined {
  const isSystemError = error instanceof Error && 'code' in error;
  return error instanceof Error && !isSystemError ? /^([A-Z]{3,})\b/.exec(error.message)?.[1] : undefined;
}
