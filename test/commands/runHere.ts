import { Readable } from 'node:stream';
import { runCli } from '../../src/commands/runCli.ts';
import type { ProcessEnd } from '../support/NodeProcess.ts';

/** As runCommand, but in this process: for many runs of commands that need none of their own. */
export async function runHere(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProcessEnd> {
  const written = { stdout: '', stderr: '' };
  const code = await runCli({
    args,
    env,
    stdin: Readable.from([]),
    stdout: { write: (text) => void (written.stdout += text) },
    stderr: { write: (text) => void (written.stderr += text) },
  });
  return { code, ...written };
}
