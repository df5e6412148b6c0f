import { setTimeout as delay } from 'node:timers/promises';
import { exitCodes } from '../composition/exitCodes.ts';
import { releaseSubscriptions } from '../composition/releaseSubscriptions.ts';
import type { Database } from '../shared/infrastructure/database/Database.ts';
import { HandlerCatalog } from '../shared/infrastructure/events/HandlerCatalog.ts';
import { HandlerReplay, type LogBound, type ReplayRange } from '../shared/infrastructure/events/HandlerReplay.ts';
import type { QueuedSubscription } from '../shared/infrastructure/events/QueuedSubscription.ts';
import { type Command, type CommandContext, UsageError } from './Command.ts';
import { requireHandler } from './knownHandler.ts';
import { openOperatorDatabase } from './operatorDatabase.ts';
import { Progress } from './Progress.ts';
import { parseReplay } from './replay/parseReplay.ts';
import { counted } from './table.ts';

const usage = `npm run cli -- replay --handler <handler> [--from <seq or time>] [--to <seq or time>] [--wait] [--dry-run]

Has a queued handler run again for events of the log, in the workers of a running server. What it wrote before stays: it has a key by which
it knows what is there. What it would write differently today, or did not write, it does now. May be broken off and begun again.

  --handler <handler>     which; an unknown one prints those that there are
  --from <seq or time>    the first event: a seq, or a time such as 2026-01-31 or 2026-01-31T12:00:00Z
                          (default: since the handler is there)
  --to <seq or time>      the last event: a seq, or all before that time (default: the last there is)
  --wait                  return when all are done, and hand them out as workers keep up, so that new events need not queue up
                          behind them; otherwise all are handed out at once
  --dry-run               say what would be replayed, and change nothing
`;

/** Events whose deliveries are opened in one transaction. */
const batch = 500;
/** With --wait: events that workers have before them, at most. */
const maxAhead = 2_000;
const lookAgainMs = 250;
const patienceMs = 15_000;

export const replay: Command = { usage, run };

async function run(context: CommandContext): Promise<number> {
  const { handler, from, to, wait, isDryRun } = parseReplay(context.args);
  const { stdout, stderr } = context;
  await using database = await openOperatorDatabase(context);
  const subscription = requireSubscription(database, handler);
  const work = new HandlerReplay(database, subscription);
  const range = await work.find(from ?? (await firstOf(database, handler)), to);
  if (!range) {
    stdout.write(`There is no event ${subscription.eventType} in that range: nothing to replay\n`);
    return exitCodes.ok;
  }
  stdout.write(
    `${handler}: ${counted(range.events, 'event', 'events')} ${subscription.eventType}, seq ${range.first} to ${range.last}\n`,
  );
  if (isDryRun) {
    stdout.write('Nothing was changed: this was a dry run\n');
    return exitCodes.ok;
  }
  const dead = await replayAll(work, range, { wait, stderr });
  if (!wait) stdout.write('All are due again: a running server does the rest\n');
  else if (dead === 0) stdout.write('All are done\n');
  if (dead === 0) return exitCodes.ok;
  stderr.write(
    `${counted(dead, 'event is a dead letter', 'events are dead letters')} now: npm run cli -- deadletters list --handler ${handler}\n`,
  );
  return exitCodes.failure;
}

function requireSubscription(database: Database, handler: string): QueuedSubscription {
  const subscriptions = releaseSubscriptions(database);
  requireHandler(
    handler,
    subscriptions.map((subscription) => subscription.handler),
  );
  const subscription = subscriptions.find((candidate) => candidate.handler === handler);
  if (!subscription) throw new Error('unreachable: it is among them');
  return subscription;
}

async function firstOf(database: Database, handler: string): Promise<LogBound> {
  const fromSeq = await new HandlerCatalog(database).fromSeq(handler);
  if (fromSeq !== undefined) return fromSeq;
  throw new UsageError(`${handler} has heard of no event yet: start the server of this release, or say --from where`);
}

/** Resolves to the number of events that are dead letters at the end; 0 if it does not wait for that. */
async function replayAll(
  work: HandlerReplay,
  range: ReplayRange,
  { wait, stderr }: { readonly wait: boolean } & Pick<CommandContext, 'stderr'>,
): Promise<number> {
  using progress = new Progress({ output: stderr, unit: 'events', total: range.events });
  const ahead = new Ahead();
  for (let opened = 0, after = range.first - 1n; ; ) {
    const { undone, dead } = wait ? await work.standing(range) : { undone: 0, dead: 0 };
    progress.update(opened - undone, ahead.note(opened - undone));
    const next = undone + batch > maxAhead ? undefined : await work.open({ after, upTo: range.last }, batch);
    if (next) {
      opened += next.events;
      after = next.last;
    } else if (undone === 0) return dead;
    else await delay(lookAgainMs);
  }
}

/** Notices when nothing moves. */
class Ahead {
  #done = 0;
  #since = performance.now();

  note(done: number): string {
    const now = performance.now();
    if (done !== this.#done) this.#since = now;
    this.#done = done;
    return now - this.#since < patienceMs ? '' : 'nothing is done for a while: does a worker run?';
  }
}
