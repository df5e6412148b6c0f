import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** How a process ended. */
export interface ProcessResult {
  /** The exit code; null if a signal ended it. */
  code: number | null;
  /** Everything that was printed: stdout, then stderr. */
  output: string;
  durationMs: number;
}

/** Where and with what a process runs; both as in this process by default. */
export interface ProcessSurroundings {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end, without input. Rejects if it cannot be started; a failure is a result. */
export async function runProcess(
  command: string,
  args: readonly string[],
  surroundings: ProcessSurroundings = {},
): Promise<ProcessResult> {
  const startedAt = performance.now();
  const child = spawn(command, args, { ...surroundings, stdio: ['ignore', 'pipe', 'pipe'] });
  const exitCode = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [code, stdout, stderr] = await Promise.all([exitCode, text(child.stdout), text(child.stderr)]);
  return { code, output: stdout + stderr, durationMs: performance.now() - startedAt };
}

/** Runs a script of the package.json in a folder, without npm around it. */
export const runScript = (script: string, cwd: string): Promise<ProcessResult> =>
  runProcess(process.execPath, ['--run', script], { cwd });
