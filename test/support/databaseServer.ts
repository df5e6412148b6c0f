import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Runs one statement on a connection of its own, and gives its rows. */
export async function query(url: string, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'test support' });
  await client.connect();
  try {
    const { rows } = await client.query<object>(sql, values);
    return rows;
  } finally {
    await client.end();
  }
}

/** Drops it, with whoever is still connected. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await query(serverUrl, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
}

export function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export function newDatabaseName(kind: 'template' | 'clone' | 'empty'): string {
  return `test_${kind}_${randomBytes(6).toString('hex')}`;
}
