import { version } from '@prisma/schema-engine-wasm';
import { runCommand } from './commands.ts';
import { parseInvocation } from './invocation.ts';
import { serve } from './rpc.ts';

/** Does what the command line asks for, and gives the exit code. */
export async function run(args: string[]): Promise<number> {
  const invocation = parseInvocation(args);
  switch (invocation.kind) {
    case 'version':
      process.stdout.write(`schema-engine-wasm ${version()}\n`);
      return 0;
    case 'command':
      return runCommand(invocation.command, invocation.url);
    case 'serve':
      await serve(invocation, process.stdin, process.stdout);
      return 0;
  }
}
