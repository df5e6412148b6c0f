import { admitOperation } from '../limits/admitOperation.ts';
import type { GraphQLServerOptions, Incoming } from '../serverOptions.ts';
import { type TokenWatchOptions, watchToken } from '../watchToken.ts';

/**
 * Notes who asks over HTTP, and until when they may; counts it. To be done before the document is looked at: with a wrong token nothing else is
 * told. Once for each request, whichever ways it is tried on. Rejects with AuthenticationError, AuthenticationUnavailableError and RATE_LIMITED.
 */
export async function identify(
  incoming: Incoming,
  authorization: string | null,
  options: TokenWatchOptions & Pick<GraphQLServerOptions, 'limits'>,
): Promise<void> {
  if (incoming.isIdentified) return;
  const noteViewer = async () => {
    const token = await options.authenticate(authorization);
    incoming.viewer = token?.curatorId ?? null;
    incoming.watchToken = token ? (ended) => watchToken({ authorization, token, ended }, options) : undefined;
    return incoming.viewer;
  };
  await admitOperation(incoming, noteViewer, options.limits?.rates);
  incoming.isIdentified = true;
}
