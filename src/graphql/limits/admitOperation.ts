import type { RateRefusal } from '../../shared/application/RateLimiter.ts';
import type { CuratorId } from '../../shared/domain/CuratorId.ts';
import type { Incoming } from '../serverOptions.ts';
import type { RateLimits } from './ServerLimits.ts';
import { tooManyInTurn } from './tooMany.ts';

type Rates = Pick<RateLimits, 'perViewer' | 'perAddress'>;
type Sender = Pick<Incoming, 'address' | 'refusals'>;

/**
 * Counts one operation for its address and, if there is one, its viewer, who is found out between: for an address that is over its rate no token is
 * verified, and no key waited for. A wrong token counts for the address. Resolves to whom it was counted for, and is to be executed as.
 * Rejects with RATE_LIMITED, and with what `identify` rejects with.
 */
export async function admitOperation(
  sender: Sender,
  identify: () => Promise<CuratorId | null>,
  rates: Rates = {},
): Promise<CuratorId | null> {
  const { perAddress, perViewer } = rates;
  if (perAddress) await refuse(await perAddress.consume(sender.address), sender);
  const viewer = await identify();
  if (viewer && perViewer) await refuse(await perViewer.consume(viewer.value), sender, viewer);
  return viewer;
}

/** The same for so many fields more than one of an operation that was admitted. Rejects with RATE_LIMITED. */
export async function admitFields(
  sender: Sender & Pick<Incoming, 'viewer'>,
  more: number,
  rates: Rates = {},
): Promise<void> {
  const { address, viewer } = sender;
  await refuse(await rates.perAddress?.consumeMore(address, more), sender);
  if (viewer) await refuse(await rates.perViewer?.consumeMore(viewer.value, more), sender, viewer);
}

/** @param viewer whose rate it is; without one, the address'. */
async function refuse(
  refusal: RateRefusal | undefined,
  { address, refusals }: Sender,
  viewer?: CuratorId,
): Promise<void> {
  if (!refusal) return;
  const turn = refusals?.turnOf(address, viewer?.value);
  throw await tooManyInTurn('Too many operations', refusal.retryAfterSeconds, turn);
}
