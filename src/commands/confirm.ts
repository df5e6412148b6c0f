import { createInterface } from 'node:readline';
import { type CommandContext, UsageError } from './Command.ts';

/** Asks whoever sits at the terminal. Anything but yes means no. Throws UsageError where nobody sits, and --yes was not said. */
export async function confirm(
  question: string,
  { stdin, stderr }: Pick<CommandContext, 'stdin' | 'stderr'>,
): Promise<boolean> {
  if (!stdin.isTTY) throw new UsageError(`${question} Nobody can be asked here: say --yes`);
  stderr.write(`${question} [y/N] `);
  return /^y(es)?$/i.test((await readLine(stdin)).trim());
}

/** Empty at the end of the input. */
async function readLine(input: CommandContext['stdin']): Promise<string> {
  for await (const line of createInterface({ input })) return line;
  return '';
}
