import type { Config } from '../composition/config.ts';
import { ConfigurationError } from '../shared/infrastructure/ConfigurationError.ts';
import { Database } from '../shared/infrastructure/database/Database.ts';
import { DatabaseUnreachableError } from '../shared/infrastructure/database/DatabaseUnreachableError.ts';
import { inspectDatabase, type MigrationState } from '../shared/infrastructure/database/inspectDatabase.ts';
import { createLogger } from '../shared/infrastructure/logging/createLogger.ts';
import { withoutCredentials } from '../shared/infrastructure/logging/redact.ts';
import { type CommandContext, requireConfig } from './Command.ts';
import { findServices } from './services.ts';

/**
 * The database that a command works on, beside a server that may be running: the one of DATABASE_URL, or the embedded one of a server that
 * runs. Throws DatabaseUnreachableError without one, ConfigurationError if it does not have what this release needs.
 */
export async function openOperatorDatabase(context: Pick<CommandContext, 'env' | 'stderr'>): Promise<Database> {
  const { url, config } = await findOperatorDatabase(context);
  const logger = await createLogger({ level: 'warn', production: config.production, destination: context.stderr });
  return new Database({ url, poolSize: 2, logger, applicationName: 'commonplace operator' });
}

/** The same for a command that connects by itself. */
export async function findOperatorDatabase({
  env,
}: Pick<CommandContext, 'env'>): Promise<{ readonly url: string; readonly config: Config }> {
  const config = requireConfig(env);
  const { databaseUrl } = await findServices(config);
  if (!databaseUrl) {
    throw new DatabaseUnreachableError(
      'No database is running: start one with npm start in another terminal, or set DATABASE_URL',
    );
  }
  const found = await inspectDatabase(databaseUrl);
  const address = withoutCredentials(databaseUrl);
  if (found.state === 'unusable') {
    throw new DatabaseUnreachableError(
      `PostgreSQL at ${address} does not answer (${found.reason}): start it, or set DATABASE_URL`,
    );
  }
  requireTables(address, found.migrations);
  return { url: databaseUrl, config };
}

function requireTables(address: string, { foreign, failed, missing }: MigrationState): void {
  if (foreign) {
    throw new ConfigurationError(
      `PostgreSQL at ${address} holds the tables of another application: set DATABASE_URL to a database of its own`,
    );
  }
  if (failed.length > 0 || missing.length > 0) {
    throw new ConfigurationError(
      `PostgreSQL at ${address} is not up to date with this release: see npm run doctor, and start the server, which brings it there`,
    );
  }
}
