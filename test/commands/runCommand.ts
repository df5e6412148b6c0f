import { fileURLToPath } from 'node:url';
import { NodeProcess, type ProcessEnd } from '../support/NodeProcess.ts';

/** The command line of this release. */
export const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** Runs a command as an operator would, with these variables and no others, to its end. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProcessEnd> {
  await using command = NodeProcess.start([cli, ...args], env);
  return await command.end();
}
