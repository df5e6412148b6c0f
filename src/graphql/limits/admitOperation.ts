import type { RateRefusal } from '../../shared/application/RateLimiter.ts';
import type { CuratorId } from '../../shared/domain/CuratorId.ts';
import type { Incoming } from '../serverOptions.ts';
import type { RateLimits } from './ServerLimits.ts';
import { tooMany } from './tooMany.ts';

/**
 * Counts one operation for its address and, if there is one, its viewer, who is found out between: for an address that is over its rate no token is
 * verified, and no key waited for. A wrong token counts for the address. Resolves to whom it was counted for, and is to be executed as.
 * Rejects with RATE_LIMITED, and with what `identify` rejects with.
 */
export async function admitOperation(
  address: string,
  identify: () => Promise<CuratorId | null>,
  rates: RateLimits = {},
): Promise<CuratorId | null> {
  await refuse(await rates.perAddress?.consume(address), address, rates);
  const viewer = await identify();
  if (viewer) await refuse(await rates.perViewer?.consume(viewer.value), address, rates);
  return viewer;
}

/** The same for so many fields more than one of an operation that was admitted. Rejects with RATE_LIMITED. */
export async function admitFields(
  { address, viewer }: Pick<Incoming, 'address' | 'viewer'>,
  more: number,
  rates: RateLimits = {},
): Promise<void> {
  await refuse(await rates.perAddress?.consumeMore(address, more), address, rates);
  if (viewer) await refuse(await rates.perViewer?.consumeMore(viewer.value, more), address, rates);
}

async function refuse(refusal: RateRefusal | undefined, address: string, { refusals }: RateLimits): Promise<void> {
  if (!refusal) return;
  await refusals?.turnOf(address);
  throw tooMany('RATE_LIMITED', 'Too many operations', refusal.retryAfterSeconds);
}
