import pg from 'pg';
import { inject } from 'vitest';
import { dropDatabase, newDatabaseName, query, withDatabase } from './databaseServer.ts';

export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  readonly name: string;
}

const OBJECT_IN_USE = '55006';
const TRIES = 3;

/** A database of its own with all migrations applied, dropped at dispose with whoever is connected to it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = pg.escapeIdentifier(inject('templateDatabase'));
  return create('clone', (name) => `CREATE DATABASE ${name} TEMPLATE ${template}`);
}

/** A database without tables, dropped at dispose. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return create('empty', (name) => `CREATE DATABASE ${name} TEMPLATE template0`);
}

async function create(kind: 'clone' | 'empty', sql: (name: string) => string): Promise<TestDatabase> {
  const serverUrl = inject('databaseUrl');
  const name = newDatabaseName(kind);
  await queryWhenTemplateIsIdle(serverUrl, sql(pg.escapeIdentifier(name)));
  return {
    name,
    url: withDatabase(serverUrl, name),
    [Symbol.asyncDispose]: () => dropDatabase(serverUrl, name),
  };
}

/** PostgreSQL itself waits 5 s for whoever looks at the template, autovacuum for one, before it refuses. */
async function queryWhenTemplateIsIdle(serverUrl: string, sql: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await query(serverUrl, sql);
      return;
    } catch (error) {
      if (tries === TRIES || !(error instanceof pg.DatabaseError) || error.code !== OBJECT_IN_USE) throw error;
    }
  }
}
