import { z } from 'zod';

/** Words that stand in our code, our statements and our dependencies' errors, and have no place in an answer. */
const internals =
  /node_modules|prisma|\bSELECT\b.*\bFROM\b|\bINSERT INTO\b|violates|\bat (?:async )?[\w.<>]+ \(|\.ts:\d|\.js:\d|ECONN|EPIPE|TypeError|RangeError|Cannot (?:read|set|convert) |is not a function|is not iterable|undefined \(|Maximum call stack|pg_|bullmq|ioredis|out of range|invalid input syntax/i;

const errorList = z.array(
  z.looseObject({ message: z.string(), extensions: z.looseObject({ code: z.string(), requestId: z.string() }) }),
);
const ofServer: ReadonlySet<string> = new Set(['INTERNAL', 'SERVICE_UNAVAILABLE']);

/** What is wrong with the body of an answer, or a message over a socket. @param sent what may be quoted back. */
export function complaintsOf(text: string, sent: string): string[] {
  const leak = internals.exec(text)?.[0];
  const complaints = leak !== undefined && !sent.includes(leak) ? [`it tells of "${leak}": ${text.slice(0, 500)}`] : [];
  for (const errors of errorsIn(text)) {
    const parsed = errorList.safeParse(errors);
    if (!parsed.success) complaints.push(`an error without code or requestId: ${text.slice(0, 500)}`);
    for (const { extensions } of parsed.data ?? []) {
      if (ofServer.has(extensions.code)) complaints.push(`${extensions.code}: ${text.slice(0, 500)}`);
    }
  }
  return complaints;
}

/** Of an answer, of the events of a stream, of a message of graphql-transport-ws. */
function* errorsIn(text: string): Generator<unknown> {
  for (const line of text.split('\n')) {
    const value = parsed(line.startsWith('data: ') ? line.slice('data: '.length) : line);
    if (!isObject(value)) continue;
    if (value.type === 'error') yield value.payload;
    const result = value.type === 'next' ? value.payload : value;
    if (isObject(result) && result.errors !== undefined) yield result.errors;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON: there is nothing to look into
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
