/**
 * Who is shown an activity: everybody, in every feed; everybody, but in the feed of its collection alone; the curators of a list, in every feed;
 * nobody.
 */
export type FeedAudience = 'EVERYONE' | 'COLLECTION_FEED' | 'NOBODY' | readonly string[];

/** Somebody who looks at a feed. */
export interface Onlooker {
  /** Undefined for one without a token. */
  readonly viewerId: string | undefined;
  /** It is the feed of one collection. */
  readonly isCollectionFeed: boolean;
}

export function isShown(audience: FeedAudience, { viewerId, isCollectionFeed }: Onlooker): boolean {
  switch (audience) {
    case 'EVERYONE':
      return true;
    case 'COLLECTION_FEED':
      return isCollectionFeed;
    case 'NOBODY':
      return false;
    default:
      return viewerId !== undefined && audience.includes(viewerId);
  }
}
