import type { FeedAudience } from '../domain/FeedAudience.ts';

/**
 * An audience as tables keep it. They have no NOBODY: what nobody is shown is retracted. Until all of a large collection is, nobody is an empty list, in
 * feed_reshowings and in the change that tells of it.
 */
export interface AudienceColumns {
  readonly audience: 'EVERYONE' | 'COLLECTION_FEED' | 'VIEWERS';
  readonly viewers: readonly string[];
}

export function audienceColumns(audience: FeedAudience = 'EVERYONE'): AudienceColumns {
  if (audience === 'NOBODY') return { audience: 'VIEWERS', viewers: [] };
  return typeof audience === 'string' ? { audience, viewers: [] } : { audience: 'VIEWERS', viewers: audience };
}
