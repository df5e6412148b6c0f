import type { RateRefusal } from '../../shared/application/RateLimiter.ts';
import type { CuratorId } from '../../shared/domain/CuratorId.ts';
import type { Incoming } from '../serverOptions.ts';
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
  refuse(await perAddress?.consume(address));
  const viewer = await identify();
  if (viewer) refuse(await perViewer?.consume(viewer.value));
}

/** The same for so many fields more than one of an operation that was admitted. Rejects with RATE_LIMITED. */
export async function admitFields(
  { address, viewer }: Pick<Incoming, 'address' | 'viewer'>,
  more: number,
  { perAddress, perViewer }: RateLimits = {},
): Promise<void> {
  refuse(await perAddress?.consumeMore(address, more));
  if (viewer) refuse(await perViewer?.consumeMore(viewer.value, more));
}

function refuse(refusal: RateRefusal | undefined): void {
  if (refusal) throw tooMany('RATE_LIMITED', 'Too many operations', refusal.retryAfterSeconds);
}
