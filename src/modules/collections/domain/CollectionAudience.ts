import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { CollectionVisibility } from './CollectionVisibility.ts';

/** Who saw a collection when something happened to it: events say so, because whoever hears of them later cannot find it out. */
export interface CollectionAudience {
  readonly visibility: CollectionVisibility;
  /** Its author and collaborators, if it was PRIVATE: they alone. Else empty. */
  readonly members: readonly CuratorId[];
}
