import { type Command, type CommandContext, UsageError } from './Command.ts';
import { list } from './deadletters/list.ts';
import { redrive } from './deadletters/redrive.ts';
import { show } from './deadletters/show.ts';

const usage = `npm run cli -- deadletters list [--handler <handler>] [--limit <n>] [--json]
npm run cli -- deadletters show <handler> <event id> [--page <n>] [--json]
npm run cli -- deadletters redrive <handler> [--event <event id> [--page <n>]] [--json]

Dead letters are events that a queued handler failed at, or ended its process at, each of the 8 times that it was started; or that
were of a newer release for a day. They wait here, and hold nothing up.

  list      which there are, the latest first (default: 50)
  show      one of them: the event with its payload, the attempts and the last error
  redrive   have them tried again, once their cause is mended: those of one handler, or one of them. A running server does it.

  --page <n>   of a fan-out to many recipients; list shows which
  --json       for programs
`;

const actions: Readonly<Record<string, (context: CommandContext) => Promise<number>>> = { list, show, redrive };

export const deadletters: Command = { usage, run };

async function run({ args: [name, ...args], ...context }: CommandContext): Promise<number> {
  const action = name !== undefined && Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) throw new UsageError(`deadletters what? There are ${Object.keys(actions).join(', ')}`);
  return action({ ...context, args });
}
