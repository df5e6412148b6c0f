import type { KeyRange } from '../../../shared/application/EventHandler.ts';

/** All recipients, whatever their id. */
export const everyone: KeyRange = { after: null, upTo: null };

/** Does a page of a fan-out. The first call, which is given none, splits the whole, does its first page and returns the further ones. */
export async function inPages(
  page: KeyRange | undefined,
  split: () => Promise<readonly KeyRange[]>,
  work: (range: KeyRange) => Promise<void>,
): Promise<readonly KeyRange[]> {
  const [first, ...further] = page ? [page] : await split();
  if (first) await work(first);
  return further;
}
