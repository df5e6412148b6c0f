import type { GraphQLError } from 'graphql';
import type { RateRefusal } from '../../shared/application/RateLimiter.ts';
import type { VerifiedToken } from '../../shared/application/TokenVerifier.ts';
import type { CuratorId } from '../../shared/domain/CuratorId.ts';
import type { RateLimits } from './ServerLimits.ts';
import { tooMany } from './tooMany.ts';

/**
 * Counts one operation over a socket for its address and, if there is one, its viewer; both at once. Rejects with RATE_LIMITED for one too many.
 */
export async function admitOperation(
  address: string,
  viewer: CuratorId | null,
  { perAddress, perViewer }: RateLimits = {},
): Promise<void> {
  const refusals = await Promise.all([perAddress?.consume(address), viewer && perViewer?.consume(viewer.value)]);
  for (const refusal of refusals) if (refusal) throw tooManyOperations(refusal);
}

/**
 * The same over HTTP, where who asks is found out meanwhile. A wrong token counts for the address. Rejects with RATE_LIMITED first, and with what
 * `authenticate` rejects with.
 */
export async function admitRequest(
  address: string,
  authenticate: () => Promise<VerifiedToken | null>,
  { perAddress, perViewer }: RateLimits = {},
): Promise<VerifiedToken | null> {
  if (!perAddress && !perViewer) return authenticate();
  const named = authenticate().then(async (token) => {
    const refusal = token && (await perViewer?.consume(token.curatorId.value));
    if (refusal) throw tooManyOperations(refusal);
    return token;
  });
  const [ofAddress, ofViewer] = await Promise.allSettled([perAddress?.consume(address), named]);
  if (ofAddress.status === 'fulfilled' && ofAddress.value) throw tooManyOperations(ofAddress.value);
  if (ofViewer.status === 'rejected') throw ofViewer.reason;
  return ofViewer.value;
}

const tooManyOperations = ({ retryAfterSeconds }: RateRefusal): GraphQLError =>
  tooMany('RATE_LIMITED', 'Too many operations', retryAfterSeconds);
