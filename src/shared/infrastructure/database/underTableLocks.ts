import { setTimeout as delay } from 'node:timers/promises';
import { type ClientBase, DatabaseError } from 'pg';

export interface TableLock {
  readonly table: string;
  /** https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES */
  readonly mode: 'SHARE' | 'SHARE ROW EXCLUSIVE' | 'ACCESS EXCLUSIVE';
}

/** While one who wants such a lock waits, all others wait behind it: so not for long, and then they go on for a while. */
interface Patience {
  readonly waitMs: number;
  readonly pauseMs: number;
  readonly tries: number;
}

/** Together longer than any transaction of ours. */
const defaultPatience: Patience = { waitMs: 1_000, pauseMs: 500, tries: 20 };

const lockNotAvailable = '55P03';

/**
 * Runs `work` in one transaction that holds these locks, taken in their order. Rolls back when it rejects. Rejects with TableIsBusyError,
 * without having called `work`, when a table is not to be had.
 */
export async function underTableLocks<T>(
  client: ClientBase,
  locks: readonly TableLock[],
  work: () => Promise<T>,
  patience = defaultPatience,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await inTransaction(client, locks, work, patience.waitMs);
    if (outcome) return outcome.result;
    if (attempt === patience.tries) throw new TableIsBusyError(locks.map(({ table }) => table));
    await delay(patience.pauseMs);
  }
}

/** Undefined if the locks were not to be had. */
async function inTransaction<T>(
  client: ClientBase,
  locks: readonly TableLock[],
  work: () => Promise<T>,
  waitMs: number,
) {
  await client.query('BEGIN');
  try {
    const locked = await lock(client, locks, waitMs);
    const outcome = locked ? { result: await work() } : undefined;
    await client.query(outcome ? 'COMMIT' : 'ROLLBACK');
    return outcome;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // no connection is left to roll back: what broke it is thrown
    throw error;
  }
}

async function lock(client: ClientBase, locks: readonly TableLock[], waitMs: number): Promise<boolean> {
  await client.query(`SET LOCAL lock_timeout = ${waitMs}`);
  try {
    for (const { table, mode } of locks) await client.query(`LOCK TABLE ${table} IN ${mode} MODE`);
  } catch (error) {
    if (error instanceof DatabaseError && error.code === lockNotAvailable) return false;
    throw error;
  }
  await client.query('SET LOCAL lock_timeout = 0');
  return true;
}

/** Something holds a table: a transaction that does not end, a backup, or maintenance such as VACUUM FULL. */
export class TableIsBusyError extends Error {
  override readonly name = 'TableIsBusyError';

  constructor(tables: readonly string[]) {
    super(`Something holds ${tables.join(' or ')}, a backup perhaps (see pg_locks): try again when it is over`);
  }
}
