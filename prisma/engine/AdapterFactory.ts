import { randomUUID } from 'node:crypto';
import {
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import { withDatabase } from './databaseUrl.ts';
import { EngineError } from './EngineError.ts';
import type { Datasource } from './invocation.ts';
import { missingUrl, OfflineAdapter } from './OfflineAdapter.ts';
import { PostgresAdapter } from './PostgresAdapter.ts';

const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Gives the engine its connections: to the database, and to the shadow database in which it replays migrations. Closes at
 * its end what the engine left open, so that a shadow database goes away after a failure too.
 */
export class AdapterFactory implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = '@prisma/adapter-pg';
  readonly #datasource: Datasource;
  readonly #opened: PostgresAdapter[] = [];

  constructor(datasource: Datasource) {
    this.#datasource = datasource;
  }

  async connect(): Promise<SqlDriverAdapter> {
    return this.#datasource.url === undefined ? new OfflineAdapter() : this.#open(this.#datasource.url);
  }

  /** The shadow database of the configuration, else one made for this connection and dropped with it. */
  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const { url, shadowDatabaseUrl } = this.#datasource;
    if (shadowDatabaseUrl !== undefined) return this.#open(shadowDatabaseUrl);
    if (url === undefined) throw missingUrl();

    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    await createShadowDatabase(url, name);
    const drop = () => executeInMaintenanceDatabase(url, `DROP DATABASE "${name}" WITH (FORCE)`);
    return this.#open(withDatabase(url, name), drop);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const adapter of this.#opened.reverse()) await adapter.dispose();
  }

  async #open(url: string, afterDispose?: () => Promise<void>): Promise<PostgresAdapter> {
    const adapter = await PostgresAdapter.open(url, afterDispose);
    this.#opened.push(adapter);
    return adapter;
  }
}

async function createShadowDatabase(url: string, name: string): Promise<void> {
  try {
    await executeInMaintenanceDatabase(url, `CREATE DATABASE "${name}"`);
  } catch (error) {
    if (!(error instanceof DriverAdapterError) || error.cause.originalCode !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new EngineError(
      'P3014',
      'Prisma Migrate could not create the shadow database. Please make sure the database user has permission to create ' +
        `databases, or set SHADOW_DATABASE_URL.\n\nOriginal error: ${error.message}`,
      { cause: error },
    );
  }
}

/** A database is created and dropped from outside of it. */
async function executeInMaintenanceDatabase(url: string, sql: string): Promise<void> {
  const adapter = await PostgresAdapter.open(withDatabase(url, 'postgres'));
  try {
    await adapter.executeScript(sql);
  } finally {
    await adapter.dispose();
  }
}
