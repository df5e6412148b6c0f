import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../../application/Logger.ts';
import { ConfigurationError } from '../ConfigurationError.ts';
import { withoutCredentials } from '../logging/redact.ts';
import { DatabaseUnreachableError } from './DatabaseUnreachableError.ts';

export interface WaitOptions {
  readonly url: string;
  readonly logger: Pick<Logger, 'warn'>;
  /** Default 60 s. */
  readonly timeoutMs?: number;
  /** Aborted: rejects with its reason. */
  readonly signal?: AbortSignal;
}

const connectMs = 5_000;
const firstDelayMs = 100;
const longestDelayMs = 2_000;

/** Faults that do not pass by waiting, by SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const lasting: Readonly<Record<string, string>> = {
  '28P01': 'refuses the password',
  '28000': 'refuses the user',
  '3D000': 'has no such database',
};

/**
 * Resolves when PostgreSQL answers; asks again, with growing pauses, while it cannot be reached or is still starting. Rejects
 * with DatabaseUnreachableError when the time is over, with ConfigurationError at once for a wrong user, password or database.
 */
export async function waitForDatabase({ url, logger, timeoutMs = 60_000, signal }: WaitOptions): Promise<void> {
  const address = withoutCredentials(url);
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = firstDelayMs; ; pauseMs = Math.min(pauseMs * 2, longestDelayMs)) {
    signal?.throwIfAborted();
    const failure = await tryToConnect(url);
    if (!failure) return;
    const fault = lasting[failure.code];
    if (fault) throw new ConfigurationError(`PostgreSQL at ${address} ${fault} (${failure.reason}): set DATABASE_URL`);
    if (performance.now() + pauseMs >= deadline) {
      throw new DatabaseUnreachableError(
        `PostgreSQL at ${address} did not answer for ${timeoutMs / 1000} s (${failure.reason}): start it, or set DATABASE_URL`,
      );
    }
    logger.warn({ database: address, reason: failure.reason }, 'PostgreSQL does not answer yet, trying again');
    await delay(pauseMs, undefined, { signal });
  }
}

/** Connects and asks something: undefined when it was answered. Takes 5 s at most for each. */
export async function tryToConnect(
  url: string,
): Promise<{ readonly code: string; readonly reason: string } | undefined> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    query_timeout: connectMs,
    application_name: 'commonplace start',
  });
  let broken: Error | undefined;
  client.on('error', (error) => {
    broken = error; // without a listener it would end the process; the query in flight rejects by itself
  });
  try {
    await client.connect();
    await client.query('SELECT 1');
    return undefined;
  } catch (error) {
    return { code: codeOf(error), reason: reasonOf(error) };
  } finally {
    if (!broken) await client.end();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Where a name has several addresses, Node tries all and reports an AggregateError that has no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
}
