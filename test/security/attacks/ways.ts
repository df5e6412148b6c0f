import { type Asked, http, type Reply, transports } from '../transports.ts';
import { wordsFor } from './words.ts';

const asGraphQL = { accept: 'application/graphql-response+json' };
const direct = { 'content-type': 'application/json', ...asGraphQL };
/** Not what the direct way takes for plain. */
const throughYoga = { 'content-type': 'application/json; charset=utf-8; x=1', ...asGraphQL };

/** Every way for an operation to come in. */
export const ways: Readonly<Record<string, (asked: Asked) => Promise<Reply>>> = {
  HTTP: http(direct),
  'HTTP through Yoga': http(throughYoga),
  // Its status says that a stream has begun, and nothing of what is in it.
  SSE: async (asked) => {
    const { status: _status, ...reply } = await transports.SSE(asked);
    return reply;
  },
  WebSocket: transports.WebSocket,
};

/** Over HTTP with its status. */
export function replyInWords({ result, status, closing }: Reply): string {
  if (closing) return `closed ${closing.code} ${closing.reason}`.trim();
  const words = result ? wordsFor(result) : 'nothing';
  return status === undefined ? words : `${status} ${words}`;
}
