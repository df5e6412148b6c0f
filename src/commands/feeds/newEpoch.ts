import { exitCodes } from '../../composition/exitCodes.ts';
import { feedTables } from '../../modules/feeds/infrastructure/feedTables.ts';
import { notificationTables } from '../../modules/notifications/infrastructure/notificationTables.ts';
import { beginNewEpoch } from '../../shared/infrastructure/live/beginNewEpoch.ts';
import type { LogTables } from '../../shared/infrastructure/live/LogTables.ts';
import { type CommandContext, parseCommandLine, UsageError } from '../Command.ts';
import { confirm } from '../confirm.ts';
import { openOperatorDatabase } from '../operatorDatabase.ts';

const logs: Readonly<Record<string, LogTables>> = { feeds: feedTables, notifications: notificationTables };

export async function newEpoch(context: CommandContext): Promise<number> {
  const { chosen, yes } = parse(context.args);
  const names = chosen.map(([name]) => name).join(' and ');
  await using database = await openOperatorDatabase(context);
  if (
    !yes &&
    !(await confirm(`Every cursor of ${names} becomes worthless, and all subscribers query again.`, context))
  ) {
    context.stderr.write('Nothing was changed\n');
    return exitCodes.failure;
  }
  for (const [name, tables] of chosen) {
    context.stdout.write(`${name}: another history has begun, ${await beginNewEpoch(database, tables)}\n`);
  }
  return exitCodes.ok;
}

function parse(args: readonly string[]) {
  const { values } = parseCommandLine({
    args: [...args],
    options: { log: { type: 'string' }, yes: { type: 'boolean', default: false } },
  });
  const chosen = Object.entries(logs).filter(([name]) => values.log === undefined || values.log === name);
  if (chosen.length === 0) {
    throw new UsageError(`--log is ${JSON.stringify(values.log)}: it must be ${Object.keys(logs).join(' or ')}`);
  }
  return { chosen, yes: values.yes };
}
