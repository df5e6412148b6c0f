import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../../collections/index.ts';
import type { CardId } from '../domain/CardId.ts';

export type CollectionRefusal =
  | { readonly kind: 'collection-not-found' | 'collection-closed'; readonly collectionId: string }
  | { readonly kind: 'blocked'; readonly curatorId: string };

/** Where a card can be put as it is saved. */
export interface CollectionsToFill {
  /** In the present unit of work. Those that the card is in already stay as they are. Fails for the first that there is none of, that is closed to the curator, or between whose author and the curator there is a block. */
  add(card: {
    readonly curatorId: CuratorId;
    readonly cardId: CardId;
    readonly collectionIds: readonly CollectionId[];
    readonly at: Date;
  }): Promise<Result<void, CollectionRefusal>>;
}
