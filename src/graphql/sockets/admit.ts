import type { GraphQLServerOptions } from '../serverOptions.ts';
import { watchToken } from '../watchToken.ts';
import { authorizationIn } from './authorizationIn.ts';
import type { SocketConnection } from './SocketConnection.ts';

/**
 * Lets a socket act for whom its token names, with a place among that viewer's sockets, as long as the token is good: then it is closed with
 * 4403. Closes it with 1013, and resolves to false, where there is no place: one may become free, also of an instance that was killed. Without a
 * token nothing happens. Rejects with AuthenticationError and AuthenticationUnavailableError.
 *
 * @param fields what the client sent in place of HTTP headers.
 */
export async function admit(
  connection: SocketConnection,
  fields: object | null | undefined,
  options: GraphQLServerOptions,
): Promise<boolean> {
  const authorization = authorizationIn(fields);
  const token = await options.authenticate(authorization);
  if (!token) return true;
  const places = options.limits?.viewerSockets;
  if (places) {
    const place = await places.take(token.curatorId);
    if (!place) {
      connection.tryAgainLater('Too many sockets of this viewer');
      return false;
    }
    connection.keep(place);
  }
  const ended = (reason: string): void => connection.forbid(reason);
  connection.authenticated(token.curatorId, watchToken({ authorization, token, ended }, options));
  return true;
}
