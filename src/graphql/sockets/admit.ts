import { takePlace } from '../limits/takePlace.ts';
import type { GraphQLServerOptions } from '../serverOptions.ts';
import { watchToken } from '../watchToken.ts';
import { authorizationIn } from './authorizationIn.ts';
import type { SocketConnection } from './SocketConnection.ts';

/**
 * Lets a socket act for whom its token names, with a place among that viewer's sockets, as long as the token is good: then it is closed with
 * 4403. Without a token it acts for nobody, with a place among those of its address. Closes it with 1013, and resolves to false, where there is no
 * place: one may become free, also of an instance that was killed. Rejects with AuthenticationError and AuthenticationUnavailableError.
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
  const opening = { address: connection.address, viewer: token?.curatorId ?? null };
  const place = await takePlace(opening, options.limits?.places);
  if (!place.ok) {
    connection.tryAgainLater(`Too many sockets of this ${place.error.of}`);
    return false;
  }
  connection.keepPlace(place.value);
  if (!token) return true;
  const ended = (reason: string): void => connection.forbid(reason);
  connection.authenticated(token.curatorId, watchToken({ authorization, token, ended }, options));
  return true;
}
