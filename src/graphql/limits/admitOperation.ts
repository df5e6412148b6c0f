import type { RateRefusal } from '../../shared/application/RateLimiter.ts';
import type { CuratorId } from '../../shared/domain/CuratorId.ts';
import type { Incoming } from '../serverOptions.ts';
import type { Refusals } from './PacedRefusals.ts';
import type { RateLimits } from './ServerLimits.ts';
import { tooManyInTurn } from './tooMany.ts';

export interface Rates extends Pick<RateLimits, 'perViewer' | 'perAddress'> {
  readonly refusals?: Refusals | undefined;
}

/**
 * Counts one operation for its address and, if there is one, its viewer, who is found out between: for an address that is over its rate no token is
 * verified, and no key waited for. A wrong token counts for the address. Resolves to whom it was counted for, and is to be executed as.
 * Rejects with RATE_LIMITED, and with what `identify` rejects with.
 */
export async function admitOperation(
  address: string,
  identify: () => Promise<CuratorId | null>,
  rates: Rates = {},
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
  rates: Rates = {},
): Promise<void> {
  await refuse(await rates.perAddress?.consumeMore(address, more), address, rates);
  if (viewer) await refuse(await rates.perViewer?.consumeMore(viewer.value, more), address, rates);
}

async function refuse(refusal: RateRefusal | undefined, address: string, { refusals }: Rates): Promise<void> {
  if (!refusal) return;
  throw await tooManyInTurn('Too many operations', refusal.retryAfterSeconds, address, refusals);
}
