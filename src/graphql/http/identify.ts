import { admitRequest } from '../limits/admitOperation.ts';
import type { GraphQLServerOptions, Incoming } from '../serverOptions.ts';

/**
 * Notes who asks over HTTP, and until when they may; counts it. To be done before the document is looked at: with a wrong token nothing else is
 * told. Rejects with AuthenticationError, AuthenticationUnavailableError and RATE_LIMITED.
 */
export async function identify(
  incoming: Incoming,
  authorization: string | null,
  { authenticate, limits }: Pick<GraphQLServerOptions, 'authenticate' | 'limits'>,
): Promise<void> {
  const token = await admitRequest(incoming.address, () => authenticate(authorization), limits?.rates);
  incoming.viewer = token?.curatorId ?? null;
  incoming.expiresAt = token?.expiresAt;
}
