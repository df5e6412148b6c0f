import pg, { type ClientBase } from 'pg';
import { feedTables } from '../feedTables.ts';

const connectMs = 5_000;
/** Retention holds the same lock for a batch at a time. */
const waitForLockMs = 10_000;
const lockNotAvailable = '55P03';

export interface RebuildSession extends AsyncDisposable {
  readonly client: ClientBase;
}

/** A connection for one rebuild. Its tables and its lock end with it, also when the process is killed. */
export async function openRebuildSession(databaseUrl: string): Promise<RebuildSession> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: connectMs,
    application_name: 'commonplace feeds rebuild',
    keepAlive: true,
    // A frozen process must not keep others from writing.
    idle_in_transaction_session_timeout: 5_000,
  });
  client.on('error', () => undefined); // told to whoever queries next; without a listener it would end the process
  await client.connect();
  try {
    await client.query(`SET statement_timeout = 0; SET work_mem = '128MB'; SET temp_buffers = '64MB'`);
    await lock(client);
  } catch (error) {
    await client.end();
    throw error;
  }
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

/** Keeps out other rebuilds, and retention: what it removed meanwhile would seem to be missing. */
async function lock(client: ClientBase): Promise<void> {
  await client.query(`SET lock_timeout = ${waitForLockMs}`);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [feedTables.retentionLock]);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === lockNotAvailable) throw new RebuildIsRunningError();
    throw error;
  }
  await client.query('SET lock_timeout = 0');
}

export class RebuildIsRunningError extends Error {
  override readonly name = 'RebuildIsRunningError';

  constructor() {
    super('The feeds are being rebuilt already. If that process was killed a moment ago, try again in a minute.');
  }
}
