import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { isErrno } from './errno.ts';
import { poll } from './poll.ts';

const run = promisify(execFile);

/** One step of stopping a process: the signal, and how long it may take before the next, harder one. */
export interface StopStep {
  readonly signal: NodeJS.Signals;
  readonly graceMs: number;
}

const lastResort: StopStep = { signal: 'SIGKILL', graceMs: 5_000 };

/** Whether a process of this id runs. One that has ended but was not reaped yet (an orphan in a container) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (isErrno(error, 'ESRCH')) return false;
    if (!isErrno(error, 'EPERM')) throw error; // EPERM: it runs, as somebody else
  }
  return !isZombie(pid);
}

/**
 * Whether the living process was started for this directory: by its arguments or by its working directory, so that a
 * recycled process id is not mistaken for our server. `directory` is absolute and without symbolic links.
 */
export async function belongsTo(pid: number, directory: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  return (await argumentsOf(pid)).includes(directory) || (await workingDirectoryOf(pid)) === directory;
}

/** Sends the signals one after the other until the process has ended, at last SIGKILL. Rejects if it outlives even that. */
export async function terminate(pid: number, steps: readonly StopStep[]): Promise<void> {
  for (const { signal, graceMs } of [...steps, lastResort]) {
    if (!isAlive(pid)) return;
    sendSignal(pid, signal);
    sendSignal(pid, 'SIGCONT'); // a stopped process takes no other signal but SIGKILL
    const ended = await poll(graceMs, async () => (isAlive(pid) ? undefined : true));
    if (ended) return;
  }
  throw new Error(`process ${pid} has not ended ${lastResort.graceMs / 1000} s after SIGKILL`);
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error; // ESRCH: it ended by itself just now
  }
}

function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2)); // the state follows the name, which may hold anything
  } catch (error) {
    if (isGone(error)) return true;
    throw error;
  }
}

async function argumentsOf(pid: number): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
  } catch (error) {
    if (isGone(error) || isDenied(error)) return [];
    throw error;
  }
}

async function workingDirectoryOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'darwin') return workingDirectoryByLsof(pid);
  try {
    return (await readlink(`/proc/${pid}/cwd`)).replace(/ \(deleted\)$/, '');
  } catch (error) {
    if (isGone(error) || isDenied(error)) return undefined;
    throw error;
  }
}

async function workingDirectoryByLsof(pid: number): Promise<string | undefined> {
  const { stdout } = await run('lsof', ['-a', '-d', 'cwd', '-p', String(pid), '-Fn']);
  return /^n(.*)$/m.exec(stdout)?.[1];
}

const isGone = (error: unknown): boolean => isErrno(error, 'ENOENT') || isErrno(error, 'ESRCH');
/** Somebody else's process does not tell, so it is not ours. */
const isDenied = (error: unknown): boolean => isErrno(error, 'EACCES') || isErrno(error, 'EPERM');
