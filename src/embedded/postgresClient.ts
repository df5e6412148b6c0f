import { Socket } from 'node:net';
import { Client, escapeIdentifier } from 'pg';
import { z } from 'zod';

/** The superuser of the cluster. */
export const postgresUser = 'commonplace';
export const postgresDatabase = 'commonplace';
const answerTimeoutMs = 3_000;

/** The connection string of a database on the loopback address. */
export function postgresUrl(
  { port, password }: { port: number; password: string },
  database = postgresDatabase,
): string {
  return `postgresql://${postgresUser}:${password}@127.0.0.1:${port}/${database}`;
}

const identity = z.object({ directory: z.string(), settings: z.string().nullable() });

/** Where the server that answers keeps its data, and by which settings it was started. Rejects after 3 s without an answer. */
export async function askPostgresWhoItIs(url: string): Promise<z.infer<typeof identity>> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<Record<string, unknown>>(
      `SELECT current_setting('data_directory') AS directory, current_setting('commonplace.settings', true) AS settings`,
    );
    return identity.parse(rows[0]);
  });
}

/** Creates the database unless it exists. `url` names another database of the same server. */
export async function ensureDatabase(url: string, database: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${escapeIdentifier(database)}`);
  });
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const socket = new Socket();
  const client = new Client({
    connectionString: url,
    stream: () => socket,
    connectionTimeoutMillis: answerTimeoutMs,
    query_timeout: answerTimeoutMs,
    application_name: 'commonplace embedded',
  });
  // A connection that breaks also rejects the pending call; without a listener it would end the process.
  client.on('error', () => socket.destroy());
  try {
    await client.connect();
    const result = await work(client);
    await client.end();
    return result;
  } finally {
    socket.destroy(); // client.end() would wait for ever for a server that hangs
  }
}
