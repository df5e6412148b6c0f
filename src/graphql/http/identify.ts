import type { Incoming } from '../serverOptions.ts';
import { type TokenWatchOptions, watchToken } from '../watchToken.ts';

/**
 * Notes who asks over HTTP, and until when they may. To be done before the document is looked at: with a wrong token nothing else is
 * told. Rejects with AuthenticationError and AuthenticationUnavailableError.
 */
export async function identify(
  incoming: Incoming,
  authorization: string | null,
  options: TokenWatchOptions,
): Promise<void> {
  const token = await options.authenticate(authorization);
  incoming.viewer = token?.curatorId ?? null;
  incoming.watchToken = token ? (ended) => watchToken({ authorization, token, ended }, options) : undefined;
}
