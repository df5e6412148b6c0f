import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename } from 'node:fs/promises';
import { EmbeddedServiceError } from './EmbeddedServiceError.ts';
import { isErrno } from './errno.ts';
import { poll } from './poll.ts';
import { terminate } from './processes.ts';

const startTimeoutMs = 60_000;
const shownLogLength = 600;

export interface ServerCommand {
  readonly name: string;
  readonly command: readonly string[];
  readonly options?: Pick<SpawnOptions, 'uid' | 'gid' | 'env'>;
  /** Written to the standard input, which is then closed. */
  readonly input?: string;
  /** Standard output and error go here; the log of the run before is kept beside it as `….previous`. */
  readonly logFile: string;
}

/**
 * Starts a server and waits until `probe`, called with its process id, returns something, which is the result. When the
 * server ends first, is not ready in 60 s, or the probe rejects, it is killed and the call rejects, with EmbeddedServiceError
 * and the end of the log if the fault is the server's.
 */
export async function startServer<T>(
  command: ServerCommand,
  probe: (pid: number) => Promise<T | undefined>,
): Promise<T> {
  const child = await spawnDetached(command);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command.name} has no process id`);
  try {
    return await firstAnswer(child, command, () => probe(pid));
  } catch (error) {
    await terminate(pid, []);
    throw error;
  }
}

/**
 * In a session of its own, so that Ctrl-C in the terminal does not reach it: the server has to outlive our own shutdown. It
 * writes to a file, not to a pipe, so that it does not break when this process is killed.
 */
async function spawnDetached({ command, options, input, logFile }: ServerCommand): Promise<ChildProcess> {
  const [file = '', ...args] = command;
  await keepPreviousLog(logFile);
  const log = await open(logFile, 'w', 0o600);
  try {
    const stdin = input === undefined ? 'ignore' : 'pipe';
    const child = spawn(file, args, { ...options, cwd: '/', detached: true, stdio: [stdin, log.fd, log.fd] });
    // It ended before it had read its input: that is reported as its end, with the log.
    child.stdin?.on('error', () => child.stdin?.destroy());
    await once(child, 'spawn');
    child.stdin?.end(input);
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

async function firstAnswer<T>(
  child: ChildProcess,
  { name, logFile }: ServerCommand,
  probe: () => Promise<T | undefined>,
): Promise<T> {
  const outcome = await poll(startTimeoutMs, async () => {
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    const answer = hasEnded ? undefined : await probe();
    return answer === undefined && !hasEnded ? undefined : { answer };
  });
  if (outcome?.answer !== undefined) return outcome.answer;
  const what = outcome
    ? `ended with ${child.signalCode ?? `code ${child.exitCode}`}`
    : `was not ready in ${startTimeoutMs / 1000} s`;
  throw new EmbeddedServiceError(`${name} ${what} when it was started: ${await endOfLog(logFile)} (from ${logFile})`);
}

async function keepPreviousLog(logFile: string): Promise<void> {
  try {
    await rename(logFile, `${logFile}.previous`);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
}

async function endOfLog(logFile: string): Promise<string> {
  const log = (await readFile(logFile, 'utf8')).trim().replaceAll(/\s*\n\s*/g, ' | ');
  return log.length > shownLogLength ? `… ${log.slice(-shownLogLength)}` : log || 'it logged nothing';
}
