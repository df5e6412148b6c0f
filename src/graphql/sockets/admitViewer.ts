import type { VerifiedToken } from '../../shared/application/TokenVerifier.ts';
import type { GraphQLServerOptions } from '../serverOptions.ts';
import type { SocketConnection } from './SocketConnection.ts';

/** Lets a socket be its viewer's, with a place among them. Closes it with 1013 where there is none: one may become free, also of an instance that was killed. */
export async function admitViewer(
  connection: SocketConnection,
  token: VerifiedToken,
  { clock, limits }: Pick<GraphQLServerOptions, 'clock' | 'limits'>,
): Promise<boolean> {
  if (limits?.viewerSockets) {
    const place = await limits.viewerSockets.take(token.curatorId);
    if (!place) {
      connection.tryAgainLater('Too many sockets of this viewer');
      return false;
    }
    connection.keep(place);
  }
  connection.authenticated(token, clock);
  return true;
}
