import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { exitCodes } from '../composition/exitCodes.ts';
import { ConfigurationError } from '../shared/infrastructure/ConfigurationError.ts';
import { DatabaseUnreachableError } from '../shared/infrastructure/database/DatabaseUnreachableError.ts';
import { type Command, type CommandContext, requireConfig } from './Command.ts';
import { findServices } from './services.ts';

const usage = `npm run studio [-- <options of prisma studio>]

Opens Prisma Studio on the running database: the one of DATABASE_URL, or the embedded one of a server that runs. Options such
as --port 5555 and --browser none are passed on.
`;

const root = path.resolve(import.meta.dirname, '../..');
const forwarded: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

export const studio: Command = { usage, run };

async function run({ args, env }: CommandContext): Promise<number> {
  const { databaseUrl } = await findServices(requireConfig(env));
  if (!databaseUrl) {
    throw new DatabaseUnreachableError(
      'No database is running: start one with npm start in another terminal, or set DATABASE_URL',
    );
  }
  const child = spawn(process.execPath, [prismaCli(), 'studio', ...args], {
    cwd: root, // where prisma.config.ts is
    stdio: 'inherit',
    env: { ...env, DATABASE_URL: databaseUrl },
  });
  return exitCodeOf(child);
}

function prismaCli(): string {
  try {
    return createRequire(import.meta.url).resolve('prisma/build/index.js');
  } catch (cause) {
    throw new ConfigurationError('Prisma Studio is not installed: run npm ci, without --omit=dev', { cause });
  }
}

/** Passes our signals on; an end that was asked for is a good one, whatever Prisma calls it. */
async function exitCodeOf(child: ChildProcess): Promise<number> {
  let isAskedFor = false;
  const passOn = (signal: NodeJS.Signals): void => {
    isAskedFor = true;
    child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, passOn);
  try {
    await once(child, 'exit'); // rejects if it could not be started
    return isAskedFor ? exitCodes.ok : (child.exitCode ?? exitCodes.failure);
  } finally {
    for (const signal of forwarded) process.off(signal, passOn);
  }
}
