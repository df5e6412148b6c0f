import pg from 'pg';
import { advisoryLocks } from '../../../../shared/infrastructure/database/advisoryLocks.ts';

const connectMs = 5_000;

export interface RebuildSession extends AsyncDisposable {
  readonly client: pg.ClientBase;
}

/** A connection for one rebuild at a time. Its lock ends with it, also when the process is killed. */
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
    // Until the swap a crash costs nothing but the work, and the swap's own commit waits for all that came before it.
    await client.query('SET statement_timeout = 0; SET synchronous_commit = off');
    const { rowCount } = await client.query('SELECT WHERE pg_try_advisory_lock($1)', [advisoryLocks.feedRebuild]);
    if (rowCount === 0) throw new RebuildIsRunningError();
  } catch (error) {
    await client.end();
    throw error;
  }
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

export class RebuildIsRunningError extends Error {
  override readonly name = 'RebuildIsRunningError';

  constructor() {
    super('The feeds are being rebuilt already. If that process was killed a moment ago, try again in a minute.');
  }
}
