import { setTimeout as delay } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { DatabaseError } from 'pg';

/** While one who wants the lock waits, all others wait behind it: so not for long, and then they go on for a while. */
const waitMs = 1_000;
const pauseMs = 500;
/** Longer than any transaction of ours. */
const tries = 20;

const lockNotAvailable = '55P03';

/**
 * Runs `work` in one transaction at a moment at which no other has an event in the log that is not committed, and keeps it that way until the
 * end. A lock that nobody takes for it: whoever appends an event holds the table in a mode that excludes this one, until the commit. Readers
 * notice nothing, writers wait.
 *
 * Rolls back when `work` rejects. Rejects with LogIsBusyError, without having called `work`, if there is no such moment to be had.
 */
export async function whileNobodyAppends<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    await client.query('BEGIN');
    try {
      if (await lock(client)) {
        const result = await work();
        await client.query('COMMIT');
        return result;
      }
      await client.query('ROLLBACK');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined); // the connection broke: what broke it is thrown
      throw error;
    }
    await delay(pauseMs);
  }
  throw new LogIsBusyError();
}

async function lock(client: ClientBase): Promise<boolean> {
  await client.query(`SET LOCAL lock_timeout = ${waitMs}`);
  try {
    await client.query('LOCK TABLE domain_events IN SHARE MODE');
  } catch (error) {
    if (error instanceof DatabaseError && error.code === lockNotAvailable) return false;
    throw error;
  }
  await client.query('SET LOCAL lock_timeout = 0');
  return true;
}

/** Somebody holds the log: a transaction that does not end, or maintenance such as VACUUM FULL. */
export class LogIsBusyError extends Error {
  override readonly name = 'LogIsBusyError';

  constructor() {
    super(
      'There was no moment at which nobody wrote events: something holds domain_events (see pg_locks). Try again later.',
    );
  }
}
