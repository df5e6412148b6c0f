import { exitCodes } from '../../composition/exitCodes.ts';
import { DeadLetters } from '../../shared/infrastructure/events/DeadLetters.ts';
import { type CommandContext, parseCommandLine, UsageError } from '../Command.ts';
import { openOperatorDatabase } from '../operatorDatabase.ts';
import { counted } from '../table.ts';
import { parseCount, parseEventId, requireAnyHandler } from './letters.ts';

export async function redrive(context: CommandContext): Promise<number> {
  const { handler, eventId, page, json } = parse(context.args);
  await using database = await openOperatorDatabase(context);
  await requireAnyHandler(database, handler);

  const redriven = await new DeadLetters(database).redrive({ handler, eventId, page });
  if (json) context.stdout.write(`${JSON.stringify({ handler, redriven })}\n`);
  else if (redriven > 0) {
    const what = counted(redriven, 'dead letter of', 'dead letters of');
    context.stdout.write(
      `${what} ${handler} ${redriven === 1 ? 'is' : 'are'} due again: a running server does the rest\n`,
    );
  } else if (eventId === undefined) context.stdout.write(`${handler} has no dead letters\n`);

  if (redriven > 0 || eventId === undefined) return exitCodes.ok;
  const what = page === undefined ? `event ${eventId}` : `page ${page} of event ${eventId}`;
  context.stderr.write(`${what} is no dead letter of ${handler}\n`);
  return exitCodes.failure;
}

function parse(args: readonly string[]) {
  const { values, positionals } = parseCommandLine({
    args: [...args],
    allowPositionals: true,
    options: { event: { type: 'string' }, page: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const [handler, ...others] = positionals;
  if (handler === undefined)
    throw new UsageError('redrive whose? Name a handler: npm run cli -- deadletters list shows them');
  if (others.length > 0)
    throw new UsageError(`one handler at a time, not ${positionals.length}; an event goes with --event`);
  if (values.page !== undefined && values.event === undefined) throw new UsageError('--page goes with --event');
  return {
    handler,
    eventId: values.event === undefined ? undefined : parseEventId(values.event),
    page: values.page === undefined ? undefined : parseCount('--page', values.page, 0),
    json: values.json,
  };
}
