import { z } from 'zod';
import type { Result } from '../transports.ts';

// How the table puts an answer into words:
//   400 BAD_USER_INPUT: first must be from 1 to 100      the status, and the code and the message of an error
//   200 InvalidUrlError INVALID_URL at input.url: …      a mutation that is refused
//   200 {"viewer":null}                                  data
// What carries no status (events and sockets) is the same without it.

/** `null` and no data at all are told beside errors by nothing: there is none. */
export function wordsFor({ data, errors }: Pick<Result, 'data' | 'errors'>): string {
  if (errors) {
    const told = errors.map(({ message, extensions }) => `${extensions.code}: ${message}`).join(' | ');
    return hasData(data) ? `${told}, and ${JSON.stringify(data)}` : told;
  }
  const [only, ...others] = Object.values(data ?? {});
  const refusal = refusalSchema.safeParse(only);
  if (!refusal.success || others.length > 0) return JSON.stringify(data);
  const { __typename, code, message, path } = refusal.data;
  return `${__typename} ${code}${path ? ` at ${path.join('.')}` : ''}: ${message}`;
}

const refusalSchema = z.object({
  __typename: z.string(),
  code: z.string(),
  message: z.string(),
  path: z.array(z.string()).nullable(),
});

const hasData = (data: Result['data']): boolean => Object.values(data ?? {}).some((value) => value !== null);

/** A message as it is told if it would repeat too much of what was sent. */
export const cut = (message: string): string => (message.length <= 1_000 ? message : `${message.slice(0, 999)}…`);

/** Errors of variables. */
export const wrong = (...errors: readonly string[]): string =>
  `400 ${errors.map((error) => `BAD_USER_INPUT: ${cut(`Variable ${error}`)}`).join(' | ')}`;

/** A mutation that tells why it is refused. */
export const change = (field: string, type: string): string =>
  `mutation ($input: ${type}Input!) { ${field}(input: $input) { __typename ... on Error { code message path } } }`;
