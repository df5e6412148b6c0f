import { execFile } from 'node:child_process';
import { access, chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedServiceError } from './EmbeddedServiceError.ts';
import { isErrno, messageOf } from './errno.ts';
import { postgresUser } from './postgresClient.ts';
import type { Launcher, ServiceUser } from './privileges.ts';

const run = promisify(execFile);

/** Whether the directory holds a complete cluster. */
export async function clusterExists(directory: string): Promise<boolean> {
  try {
    await access(path.join(directory, 'PG_VERSION'));
    return true;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    throw error;
  }
}

/**
 * Creates a cluster (0.7 s) beside its place and then moves it there, so that a start that was killed midway leaves nothing
 * that looks like a cluster. UTF-8 with PostgreSQL's own locale: the same order of text on every system.
 */
export async function createCluster({
  directory,
  password,
  durable,
  initdb,
  user,
  launcher,
}: {
  directory: string;
  password: string;
  /** Whether to wait until it is on the disk. */
  durable: boolean;
  initdb: string;
  user: ServiceUser | undefined;
  launcher: Launcher;
}): Promise<void> {
  const sync = durable ? [] : ['--no-sync'];
  const unfinished = `${directory}.unfinished`;
  const passwordFile = `${directory}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  try {
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (user) await Promise.all([unfinished, passwordFile].map((file) => chown(file, user.uid, user.gid)));
    await runInitdb(
      [...launcher.prefix, initdb, ...initdbArguments(unfinished, passwordFile), ...sync],
      launcher.options,
    );
    await rename(unfinished, directory);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function initdbArguments(directory: string, passwordFile: string): string[] {
  const access = [`--username=${postgresUser}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const locale = ['--encoding=UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  return [`--pgdata=${directory}`, '--no-instructions', ...access, ...locale];
}

async function runInitdb([file = '', ...args]: string[], options: Launcher['options']): Promise<void> {
  try {
    await run(file, args, { ...options, cwd: '/' });
  } catch (error) {
    const reason = messageOf(error)
      .trim()
      .replaceAll(/\s*\n\s*/g, ' | ');
    throw new EmbeddedServiceError(`PostgreSQL could not create its data directory: ${reason}`, { cause: error });
  }
}
