import { exitCodes } from '../../composition/exitCodes.ts';
import { rebuildFeedsFromLog } from '../../composition/feedRebuild.ts';
import type { RebuiltFeeds } from '../../modules/feeds/infrastructure/rebuild/rebuildFeeds.ts';
import { RebuildIsRunningError } from '../../modules/feeds/infrastructure/rebuild/session.ts';
import { InvalidEventError, UnknownEventError } from '../../shared/application/EventCodec.ts';
import { LogIsBusyError } from '../../shared/infrastructure/events/whileNobodyAppends.ts';
import { type CommandContext, parseCommandLine } from '../Command.ts';
import { findOperatorDatabase } from '../operatorDatabase.ts';
import { Progress } from '../Progress.ts';
import { counted, formatCount } from '../table.ts';

export async function rebuild(context: CommandContext): Promise<number> {
  parseCommandLine({ args: [...context.args] });
  const { url, config } = await findOperatorDatabase(context);
  try {
    const rebuilt = await rebuildWithProgress(url, config.retention.changesDays, context);
    context.stdout.write(describe(rebuilt));
    return exitCodes.ok;
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    context.stderr.write(`${reason}\nThe feeds are as they were.\n`);
    return exitCodes.failure;
  }
}

async function rebuildWithProgress(
  databaseUrl: string,
  changesDays: number,
  { stderr }: CommandContext,
): Promise<RebuiltFeeds> {
  using shown = new DisposableStack();
  let progress: Progress | undefined;
  return await rebuildFeedsFromLog({
    databaseUrl,
    changesDays,
    onProgress: (done, total) => {
      progress ??= shown.use(new Progress({ output: stderr, unit: 'events', total }));
      progress.update(done);
    },
  });
}

function describe({ events, missing, wrong, unfounded, heldUpMs }: RebuiltFeeds): string {
  const found =
    missing + wrong + unfounded === 0
      ? 'all activities were right'
      : `put right: ${formatCount(missing)} missing, ${formatCount(wrong)} wrong, ${formatCount(unfounded)} that no event tells of`;
  return `Rebuilt the feeds from ${counted(events, 'event', 'events')}; ${found}.
Mutations waited for ${Math.ceil(heldUpMs)} ms. Subscribers begin anew.
`;
}

/** What an operator can do something about; undefined for a bug or an outage. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof UnknownEventError) return `${error.message}: rebuild with the newest release that writes to it`;
  if (error instanceof InvalidEventError || error instanceof RebuildIsRunningError || error instanceof LogIsBusyError)
    return error.message;
  return undefined;
}
