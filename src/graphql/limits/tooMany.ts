import { GraphQLError } from 'graphql';

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
 * else has been sent over it is not looked at. A socket has been closed by then: see SocketRefusals.
 *
 * @param turn see Refusals. Default: at once.
 */
export async function tooManyInTurn(
  what: string,
  retryAfterSeconds: number,
  turn: Promise<boolean> | undefined,
): Promise<GraphQLError> {
  const isInTurn = await turn;
  return tooMany('RATE_LIMITED', what, retryAfterSeconds, isInTurn === false ? { connection: 'close' } : {});
}
