import type { Database } from '../database/Database.ts';

/**
 * Runs `work` in one transaction, unless another process is at the same piece of work: then resolves to undefined at once. A process that
 * freezes loses the lock with its transaction.
 */
export async function exclusively<T>(database: Database, lock: number, work: () => Promise<T>): Promise<T | undefined> {
  return database.inTransaction(async ({ client }) => {
    const [row] = await client.$queryRaw<{ free: boolean }[]>`SELECT pg_try_advisory_xact_lock(${lock}) AS free`;
    return row?.free ? work() : undefined;
  });
}
