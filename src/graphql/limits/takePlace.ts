import type { CuratorId } from '../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../shared/domain/Result.ts';
import type { PlaceLimits } from './ServerLimits.ts';

interface Opening {
  readonly address: string;
  /** Null where nobody is named. */
  readonly viewer: CuratorId | null;
}

interface TooMany {
  /** Who has as many open as there may be. */
  readonly of: 'viewer' | 'address';
}

const unbounded: Disposable = { [Symbol.dispose]: () => {} };

/** For what may stay open for long: a place among those of its viewer, and without a token among those of its address. Never rejects. */
export async function takePlace(
  { address, viewer }: Opening,
  { perViewer, perAddress }: PlaceLimits = {},
): Promise<Result<Disposable, TooMany>> {
  const places = viewer ? perViewer : perAddress;
  if (!places) return ok(unbounded);
  const place = await places.take(viewer?.value ?? address);
  return place ? ok(place) : err({ of: viewer ? 'viewer' : 'address' });
}
