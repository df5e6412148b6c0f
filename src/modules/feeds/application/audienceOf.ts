import type { CollectionAudience } from '../../collections/index.ts';
import type { FeedAudience } from '../domain/FeedAudience.ts';

/** Who is shown what is done in a collection that these see. */
export function audienceOf({ visibility, members }: CollectionAudience): FeedAudience {
  switch (visibility) {
    case 'PUBLIC':
      return 'EVERYONE';
    case 'UNLISTED':
      return 'COLLECTION_FEED';
    case 'PRIVATE':
      return members.map(({ value }) => value);
  }
}
