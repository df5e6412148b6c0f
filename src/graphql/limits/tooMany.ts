import { GraphQLError } from 'graphql';
import type { Refusals } from './PacedRefusals.ts';

/** 429, whatever the form of the answer: it is not about the document. */
export const tooMany = (
  code: string,
  what: string,
  retryAfterSeconds: number,
  headers: Readonly<Record<string, string>> = {},
): GraphQLError =>
  new GraphQLError(`${what}: try again in ${retryAfterSeconds} s`, {
    extensions: {
      code,
      retryAfterSeconds,
      http: { status: 429, headers: { 'retry-after': String(retryAfterSeconds), ...headers } },
    },
  });

/**
 * RATE_LIMITED, when it is its turn to be told. Where too much is held for that, it is told at once, and the connection that it came by ends: what
 * else has been sent over it is not looked at.
 */
export async function tooManyInTurn(
  what: string,
  retryAfterSeconds: number,
  address: string,
  refusals: Refusals | undefined,
): Promise<GraphQLError> {
  const isInTurn = await refusals?.turnOf(address);
  return tooMany('RATE_LIMITED', what, retryAfterSeconds, isInTurn === false ? { connection: 'close' } : {});
}
