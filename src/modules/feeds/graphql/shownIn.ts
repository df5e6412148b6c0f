import type { Feed } from '../domain/Feed.ts';
import type { FoundActivity } from './foundActivities.ts';
import { isShownTo } from './isShownTo.ts';

/** It may have been taken back, or turned private, since it was found. */
export const stillShown = (found: readonly FoundActivity[], viewerId: string | undefined) => ({
  id: { in: found.map(({ id }) => id) },
  retractedAt: null,
  ...isShownTo(viewerId),
});

/** Of a collection or a card, before this place in the order of events: where nobody is hidden, or nobody looks. */
export function shownIn(feed: Extract<Feed, { kind: 'collection' | 'card' }>, before: bigint | undefined) {
  const standing = { retractedAt: null, ...(before !== undefined && { seq: { lt: before } }) };
  if (feed.kind === 'collection') return { ...standing, collectionId: feed.collectionId, ...isShownTo(feed.viewerId) };
  // Everybody is shown who saved what.
  return { ...standing, cardId: feed.cardId, collectionId: null };
}
