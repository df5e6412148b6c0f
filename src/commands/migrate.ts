import type { Config } from '../composition/config.ts';
import { exitCodes } from '../composition/exitCodes.ts';
import { startEmbedded } from '../embedded/startEmbedded.ts';
import { migrate as applyMigrations } from '../shared/infrastructure/database/migrate.ts';
import { waitForDatabase } from '../shared/infrastructure/database/waitForDatabase.ts';
import { createLogger, type ProcessLogger } from '../shared/infrastructure/logging/createLogger.ts';
import { type Command, type CommandContext, parseCommandLine, requireConfig } from './Command.ts';
import { findServices } from './services.ts';

const usage = `npm run migrate

Applies the migrations that the database does not have yet, and prints their names. The server does the same when it starts;
this is for those who want it done before. Without DATABASE_URL, the embedded PostgreSQL is started for it if need be.
`;

const waitMs = 10_000;

export const migrate: Command = { usage, run };

async function run({ args, env, stdout, stderr }: CommandContext): Promise<number> {
  parseCommandLine({ args: [...args] });
  const config = requireConfig(env);
  const logger = await createLogger({ level: 'warn', production: config.production, destination: stderr });
  await using database = await openDatabase(config, logger);
  await waitForDatabase({ url: database.url, logger, timeoutMs: waitMs });
  const applied = await applyMigrations({ connectionString: database.url, log: logger });
  stdout.write(
    applied.length === 0 ? 'The database is up to date.\n' : applied.map((name) => `applied ${name}\n`).join(''),
  );
  return exitCodes.ok;
}

async function openDatabase(config: Config, log: ProcessLogger): Promise<{ readonly url: string } & AsyncDisposable> {
  const { databaseUrl } = await findServices(config);
  if (databaseUrl) return { url: databaseUrl, [Symbol.asyncDispose]: async () => undefined };
  const embedded = await startEmbedded({ dataDir: config.dataDir, need: { postgres: true, redis: false }, log });
  if (!embedded.databaseUrl) throw new Error('the embedded PostgreSQL did not say where it is');
  return { url: embedded.databaseUrl, [Symbol.asyncDispose]: () => embedded[Symbol.asyncDispose]() };
}
