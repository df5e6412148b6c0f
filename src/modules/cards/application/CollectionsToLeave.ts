import type { CardId } from '../domain/CardId.ts';

/** Where a card is besides libraries. */
export interface CollectionsToLeave {
  /** In the present unit of work, in which nobody else can put the card anywhere: takes it out of all that it is in. */
  takeOut(card: { readonly cardId: CardId; readonly at: Date }): Promise<void>;
}
