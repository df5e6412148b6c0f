import type { CuratorId } from '../../../shared/domain/CuratorId.ts';

/** That a curator keeps a card, and since when. */
export interface LibraryMembership {
  readonly curatorId: CuratorId;
  readonly addedAt: Date;
}
