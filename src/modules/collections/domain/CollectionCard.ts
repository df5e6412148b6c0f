import type { CardId } from '../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';

/** That a card is in a collection, who added it, and when. */
export interface CollectionCard {
  readonly cardId: CardId;
  readonly addedBy: CuratorId;
  readonly addedAt: Date;
}
