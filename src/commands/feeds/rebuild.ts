import type { Config } from '../../composition/config.ts';
import { exitCodes } from '../../composition/exitCodes.ts';
import { rebuildFeedsFromLog } from '../../composition/feedRebuild.ts';
import type { RebuiltFeeds } from '../../modules/feeds/infrastructure/rebuild/FeedRebuildOptions.ts';
import { RebuildIsRunningError } from '../../modules/feeds/infrastructure/rebuild/openRebuildSession.ts';
import { InvalidEventError, UnknownEventError } from '../../shared/application/EventCodec.ts';
import { TableChangedError } from '../../shared/infrastructure/database/TableChangedError.ts';
import { TableHasMoreError } from '../../shared/infrastructure/database/TableHasMoreError.ts';
import { TableIsBusyError } from '../../shared/infrastructure/database/underTableLocks.ts';
import { createLogger } from '../../shared/infrastructure/logging/createLogger.ts';
import { type CommandContext, parseCommandLine } from '../Command.ts';
import { findOperatorDatabase } from '../operatorDatabase.ts';
import { Progress } from '../Progress.ts';
import { counted } from '../table.ts';

export async function rebuild(context: CommandContext): Promise<number> {
  parseCommandLine({ args: [...context.args] });
  const { url, config } = await findOperatorDatabase(context);
  try {
    const { events, heldUpMs } = await rebuildWithProgress(url, config, context);
    context.stdout.write(
      `Rebuilt the feeds from ${counted(events, 'event', 'events')}; they stood still for ${Math.ceil(heldUpMs)} ms. Subscribers begin anew.\n`,
    );
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
  config: Config,
  { stderr }: CommandContext,
): Promise<RebuiltFeeds> {
  using shown = new DisposableStack();
  let progress: Progress | undefined;
  return await rebuildFeedsFromLog({
    databaseUrl,
    changesDays: config.retention.changesDays,
    logger: await createLogger({ level: 'warn', production: config.production, destination: stderr }),
    onProgress: (done, total) => {
      progress ??= shown.use(new Progress({ output: stderr, unit: 'events', total }));
      progress.update(done);
    },
  });
}

/** What an operator can do something about; undefined for a bug or an outage. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof UnknownEventError) return `${error.message}: rebuild with the newest release that writes to it`;
  const isTheOperators = [
    InvalidEventError,
    RebuildIsRunningError,
    TableIsBusyError,
    TableChangedError,
    TableHasMoreError,
  ].some((type) => error instanceof type);
  return isTheOperators && error instanceof Error ? error.message : undefined;
}
