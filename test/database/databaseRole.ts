import { randomBytes } from 'node:crypto';
import { query, withDatabase } from '../support/databaseServer.ts';

export interface DatabaseRole extends AsyncDisposable {
  /** Connects to a database of the server as this role. */
  urlOf(database: string): string;
  /** The databases that it has made and that are still there. */
  databases(): Promise<unknown[]>;
}

/** A user of the server who is no superuser, and who may create databases or not. */
export async function createRole(serverUrl: string, right: 'CREATEDB' | 'NOCREATEDB'): Promise<DatabaseRole> {
  const name = `test_role_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await query(serverUrl, `CREATE ROLE ${name} LOGIN ${right} PASSWORD '${password}'`);
  return {
    urlOf: (database) => {
      const url = new URL(withDatabase(serverUrl, database));
      url.username = name;
      url.password = password;
      return url.href;
    },
    databases: () => query(serverUrl, 'SELECT datname FROM pg_database WHERE datdba = $1::regrole', [name]),
    [Symbol.asyncDispose]: async () => {
      await query(serverUrl, `DROP ROLE ${name}`);
    },
  };
}
