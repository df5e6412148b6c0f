import type { Onlooker } from '../domain/FeedAudience.ts';
import {
  type FeedChange,
  type FeedItem,
  type FeedItemChange,
  inHindsight,
  isItemChange,
  shownTo,
} from '../domain/FeedChange.ts';

/** What changes, read or heard together, come to for one who looks at a feed: of those that are about it. */
export function itemsShownTo(
  onlooker: Onlooker,
  changes: readonly FeedChange[],
  isOfFeed: (change: FeedItemChange) => boolean = () => true,
): readonly FeedItem[] {
  return inHindsight(changes).flatMap((change) => {
    const item = isItemChange(change) && isOfFeed(change) ? shownTo(change, onlooker) : undefined;
    return item ?? [];
  });
}
