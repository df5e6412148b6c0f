import { exitCodes } from '../../composition/exitCodes.ts';
import { type DeadLetter, DeadLetters } from '../../shared/infrastructure/events/DeadLetters.ts';
import { type CommandContext, parseCommandLine } from '../Command.ts';
import { openOperatorDatabase } from '../operatorDatabase.ts';
import { counted, formatCount, formatTable, formatTime, printable } from '../table.ts';
import { parseCount, requireAnyHandler, toJson } from './letters.ts';

const headings = ['HANDLER', 'EVENT', 'PAGE', 'TYPE', 'ATTEMPTS', 'DEAD SINCE', 'LAST ERROR'];

export async function list(context: CommandContext): Promise<number> {
  const { values } = parseCommandLine({
    args: [...context.args],
    options: {
      handler: { type: 'string' },
      limit: { type: 'string', default: '50' },
      json: { type: 'boolean', default: false },
    },
  });
  const { handler, json } = values;
  const limit = parseCount('--limit', values.limit, 1);
  await using database = await openOperatorDatabase(context);
  if (handler !== undefined) await requireAnyHandler(database, handler);

  const deadLetters = new DeadLetters(database);
  const letters = await deadLetters.list({ handler }, limit);
  if (json) context.stdout.write(`${JSON.stringify(letters.map(toJson), null, 2)}\n`);
  else if (letters.length === 0) {
    context.stdout.write(handler === undefined ? 'There are no dead letters.\n' : `${handler} has no dead letters.\n`);
  } else context.stdout.write(formatTable(headings, letters.map(toRow), context.stdout));

  const total = letters.length < limit ? letters.length : await deadLetters.count({ handler });
  if (total > letters.length) {
    context.stderr.write(
      `${formatCount(letters.length)} of ${counted(total, 'dead letter', 'dead letters')}: --limit ${total} shows all\n`,
    );
  }
  return exitCodes.ok;
}

function toRow({ handler, eventId, page, type, attempts, deadAt, lastError }: DeadLetter): string[] {
  const [firstLine = ''] = (lastError ?? '').split('\n', 1);
  return [handler, eventId, String(page), type, String(attempts), formatTime(deadAt), printable(firstLine)];
}
