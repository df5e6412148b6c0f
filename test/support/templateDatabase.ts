import { escapeIdentifier } from 'pg';
import { migrate } from '../../src/shared/infrastructure/database/migrate.ts';
import { dropDatabase, newDatabaseName, query, withDatabase } from './databaseServer.ts';
import { log } from './log.ts';

export interface TemplateDatabase extends AsyncDisposable {
  readonly name: string;
}

/** A database with all migrations applied, which nobody can connect to: cloning needs it to be idle. */
export async function createTemplate(serverUrl: string): Promise<TemplateDatabase> {
  const name = newDatabaseName('template');
  const id = escapeIdentifier(name);
  await query(serverUrl, `CREATE DATABASE ${id}`);
  await migrate({ connectionString: withDatabase(serverUrl, name), log });
  await query(serverUrl, `ALTER DATABASE ${id} WITH ALLOW_CONNECTIONS false`);
  return { name, [Symbol.asyncDispose]: () => dropDatabase(serverUrl, name) };
}
