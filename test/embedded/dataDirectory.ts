import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '../../src/embedded/EmbeddedPostgres.ts';
import { isAlive, terminate } from '../../src/embedded/processes.ts';
import { log } from '../support/log.ts';

const run = promisify(execFile);

/** Where the unpacked Redis is kept for the whole project, so that it is fetched once. */
export const cacheDir = path.resolve('.cache');

export interface DataDirectory extends AsyncDisposable {
  readonly path: string;
  /** Of the server that notes itself in this directory, if it lives. */
  postgresPid(): number | undefined;
  redisPid(): number | undefined;
}

/**
 * A new directory that every user may write to, or a copy of another with its owners and modes; removed at dispose, with the
 * servers that a failed test left in it.
 */
export async function temporaryDataDirectory(template?: DataDirectory): Promise<DataDirectory> {
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), 'commonplace-embedded-')));
  await chmod(directory, 0o777);
  if (template) await run('cp', ['-a', `${template.path}/.`, directory]);
  const postgresPid = (): number | undefined => livingPid(path.join(directory, 'postgres/postmaster.pid'));
  const redisPid = (): number | undefined => livingPid(path.join(directory, 'redis/redis.pid'));
  return {
    path: directory,
    postgresPid,
    redisPid,
    async [Symbol.asyncDispose]() {
      for (const pid of [postgresPid(), redisPid()]) if (pid) await terminate(pid, []);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A data directory with a cluster and its state, to copy: creating one anew takes most of a test's time. */
export async function directoryWithCluster(): Promise<DataDirectory> {
  const directory = await temporaryDataDirectory();
  const postgres = await startEmbeddedPostgres({ dataDir: directory.path, log, durable: false });
  await postgres.stop();
  return directory;
}

function livingPid(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  return isAlive(pid) ? pid : undefined;
}
