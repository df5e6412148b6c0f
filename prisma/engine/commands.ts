import { databaseIn, withDatabase } from './databaseUrl.ts';
import { type Answer, Engine } from './Engine.ts';
import type { Command } from './invocation.ts';
import { log } from './log.ts';

/** The subcommands by which the CLI prepares a database before it migrates. Gives the exit code. */
export async function runCommand(command: Command, url: string): Promise<number> {
  // The CLI takes no notice of the first line of stderr.
  log('INFO', `Starting ${command}`);
  const answer = await perform(command, url);
  if (answer.ok) return 0;
  const { code, message } = answer.failure;
  log('ERROR', message, code === null ? {} : { error_code: code });
  return 1;
}

/** Creates the database that the URL points at. Fails with P1009 if it exists. */
export function createDatabase(url: string): Promise<Answer> {
  return executeInMaintenanceDatabase(url, `CREATE DATABASE ${quotedDatabaseIn(url)}`);
}

async function perform(command: Command, url: string): Promise<Answer> {
  switch (command) {
    case 'can-connect-to-database': {
      await using engine = new Engine({ url });
      return await engine.call('ensureConnectionValidity', { datasource: { tag: 'ConnectionString', url } });
    }
    case 'create-database':
      return createDatabase(url);
    case 'drop-database':
      return executeInMaintenanceDatabase(url, `DROP DATABASE IF EXISTS ${quotedDatabaseIn(url)} WITH (FORCE)`);
  }
}

/** Through the engine, which turns PostgreSQL's errors into Prisma's. */
async function executeInMaintenanceDatabase(url: string, script: string): Promise<Answer> {
  const maintenanceUrl = withDatabase(url, 'postgres');
  await using engine = new Engine({ url: maintenanceUrl });
  return await engine.call('dbExecute', { datasourceType: { tag: 'url', url: maintenanceUrl }, script });
}

function quotedDatabaseIn(url: string): string {
  return `"${databaseIn(url).replaceAll('"', '""')}"`;
}
