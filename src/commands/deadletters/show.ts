import { exitCodes } from '../../composition/exitCodes.ts';
import { type DeadLetter, DeadLetters } from '../../shared/infrastructure/events/DeadLetters.ts';
import { type CommandContext, parseCommandLine, UsageError } from '../Command.ts';
import { openOperatorDatabase } from '../operatorDatabase.ts';
import { formatTime, printable } from '../table.ts';
import { parseCount, parseEventId, requireAnyHandler, toJson } from './letters.ts';

/** More pages of one event than anybody reads. */
const maxPages = 1_000;

export async function show(context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommandLine({
    args: [...context.args],
    allowPositionals: true,
    options: { page: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const [handler, event, ...others] = positionals;
  if (handler === undefined || event === undefined || others.length > 0) {
    throw new UsageError(
      'show which? Name a handler and an event: npm run cli -- deadletters show <handler> <event id>',
    );
  }
  const eventId = parseEventId(event);
  const page = values.page === undefined ? undefined : parseCount('--page', values.page, 0);
  await using database = await openOperatorDatabase(context);
  await requireAnyHandler(database, handler);

  const letters = await new DeadLetters(database).list({ handler, eventId, page }, maxPages);
  if (letters.length === 0) {
    const what = page === undefined ? `event ${eventId}` : `page ${page} of event ${eventId}`;
    context.stderr.write(`${what} is no dead letter of ${handler}\n`);
    return exitCodes.failure;
  }
  context.stdout.write(
    values.json ? `${JSON.stringify(letters.map(toJson), null, 2)}\n` : letters.map(describe).join('\n'),
  );
  return exitCodes.ok;
}

function describe(letter: DeadLetter): string {
  const lines: readonly (readonly [string, string])[] = [
    ['handler', letter.handler],
    ['event', `${letter.eventId}, seq ${letter.seq}`],
    ['type', `${letter.type} version ${letter.version}`],
    ['occurred', formatTime(letter.occurredAt)],
    ['aggregate', letter.aggregateId],
    ['actor', letter.actorId ?? 'nobody'],
    ['correlation', letter.correlationId],
    ['page', letter.pageArgs === null ? String(letter.page) : `${letter.page} ${JSON.stringify(letter.pageArgs)}`],
    ['attempts', String(letter.attempts)],
    ['dead since', formatTime(letter.deadAt)],
  ];
  return [
    ...lines.map(([name, value]) => `${name.padEnd(12)}${printable(value)}`),
    'payload',
    indent(JSON.stringify(letter.payload, null, 2)),
    'last error',
    indent(letter.lastError ?? 'none'),
    '',
  ].join('\n');
}

const indent = (text: string): string =>
  printable(text)
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
