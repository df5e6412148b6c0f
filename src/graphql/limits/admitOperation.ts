import type { RateLimiter } from '../../shared/application/RateLimiter.ts';
import type { CuratorId } from '../../shared/domain/CuratorId.ts';
import type { RateLimits } from './ServerLimits.ts';
import { tooMany } from './tooMany.ts';

/**
 * Counts one operation for its address and, if there is one, its viewer, who is found out between: for an address that is over its rate no token is
 * verified, and no key waited for. A wrong token counts for the address. Rejects with RATE_LIMITED, and with what `identify` rejects with.
 */
export async function admitOperation(
  address: string,
  identify: () => Promise<CuratorId | null>,
  { perAddress, perViewer }: RateLimits = {},
): Promise<void> {
  await count(perAddress, address);
  const viewer = await identify();
  if (viewer) await count(perViewer, viewer.value);
}

async function count(rate: RateLimiter | undefined, subject: string): Promise<void> {
  const refusal = await rate?.consume(subject);
  if (refusal) throw tooMany('RATE_LIMITED', 'Too many operations', refusal.retryAfterSeconds);
}
