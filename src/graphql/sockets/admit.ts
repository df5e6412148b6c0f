import { type TokenWatchOptions, watchToken } from '../watchToken.ts';
import { authorizationIn } from './authorizationIn.ts';
import type { SocketConnection } from './SocketConnection.ts';

/**
 * Lets a socket act for whom its token names, as long as the token is good: then it is closed with 4403. Nothing happens without a token.
 * Rejects with AuthenticationError and AuthenticationUnavailableError.
 *
 * @param fields what the client sent in place of HTTP headers.
 */
export async function admit(
  connection: SocketConnection,
  fields: object | null | undefined,
  options: TokenWatchOptions,
): Promise<void> {
  const authorization = authorizationIn(fields);
  const token = await options.authenticate(authorization);
  if (!token) return;
  const ended = (reason: string): void => connection.forbid(reason);
  connection.authenticated(token.curatorId, watchToken({ authorization, token, ended }, options));
}
