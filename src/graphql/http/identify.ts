import type { GraphQLServerOptions, Incoming } from '../serverOptions.ts';

/**
 * Notes who asks over HTTP, and until when they may. To be done before the document is looked at: with a wrong token nothing else is
 * told. Rejects with AuthenticationError and AuthenticationUnavailableError.
 */
export async function identify(
  incoming: Incoming,
  authorization: string | null,
  { authenticate }: Pick<GraphQLServerOptions, 'authenticate'>,
): Promise<void> {
  const token = await authenticate(authorization);
  incoming.viewer = token?.curatorId ?? null;
  incoming.expiresAt = token?.expiresAt;
}
