import { type Command, type CommandContext, UsageError } from './Command.ts';
import { newEpoch } from './feeds/newEpoch.ts';
import { rebuild } from './feeds/rebuild.ts';

const usage = `npm run cli -- feeds rebuild
npm run cli -- feeds new-epoch [--log feeds|notifications] [--yes]

  rebuild     makes the feeds anew from the log of events, compares, and puts right what differs, all at one moment. The server
              goes on meanwhile, and nobody is notified. Subscribers are told to query again (RESYNC_REQUIRED).
  new-epoch   begins another history: after a restore from a backup, and before the first server starts. Cursors that clients
              have are of a time that is lost; all subscribers are told to query again.

  --log <log>   of feeds or of notifications alone (default: both)
  --yes         do not ask
`;

const actions: Readonly<Record<string, (context: CommandContext) => Promise<number>>> = {
  rebuild,
  'new-epoch': newEpoch,
};

export const feeds: Command = { usage, run };

async function run({ args: [name, ...args], ...context }: CommandContext): Promise<number> {
  const action = name !== undefined && Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) throw new UsageError(`feeds what? There are ${Object.keys(actions).join(', ')}`);
  return action({ ...context, args });
}
