import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';

/** Who runs where, as taskset takes it: the server that is measured has a core to itself, everything else shares the others. */
export interface Cores {
  readonly server: string;
  readonly others: string;
}

const run = promisify(execFile);

/** Keeps this process, and all that it starts, off the core of the measured servers. Undefined where there is one core, or no taskset. */
export async function divideCores(): Promise<Cores | undefined> {
  const cores = availableParallelism();
  if (process.platform !== 'linux' || cores < 2) return undefined;
  const others = `1-${cores - 1}`;
  try {
    await run('taskset', ['--all-tasks', '--cpu-list', '--pid', others, String(process.pid)]);
  } catch (error) {
    process.stderr.write(`not pinned to cores: ${String(error)}\n`);
    return undefined;
  }
  return { server: '0', others };
}

/** The command that starts a program on these cores. */
export const pinned = (cores: string | undefined, command: readonly string[]): readonly string[] =>
  cores === undefined ? command : ['taskset', '--cpu-list', cores, ...command];
