import type { FeedAudience } from '../domain/FeedAudience.ts';

/** An audience as feed_activities and feed_changes keep it: NOBODY is not among them, for what nobody is shown is retracted. */
export interface AudienceColumns {
  readonly audience: 'EVERYONE' | 'COLLECTION_FEED' | 'VIEWERS';
  readonly viewers: readonly string[];
}

export function audienceColumns(audience: FeedAudience = 'EVERYONE'): AudienceColumns {
  if (audience === 'NOBODY') return { audience: 'VIEWERS', viewers: [] };
  return typeof audience === 'string' ? { audience, viewers: [] } : { audience: 'VIEWERS', viewers: audience };
}
