import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { Card } from './Card.ts';
import type { CardId } from './CardId.ts';
import type { CardUrl } from './CardUrl.ts';

export interface CardRepository {
  /** The card, with the library membership of `curatorId`. */
  find(cardId: CardId, curatorId: CuratorId): Promise<Card | undefined>;
  /**
   * The card, with the library membership of `curatorId` and one of somebody else, if it has any: enough to say whether it is left in a library.
   * Until the transaction ends nobody else puts it into a library or a collection.
   */
  findToRemove(cardId: CardId, curatorId: CuratorId): Promise<Card | undefined>;
  /** The URL card that `authorId` wrote for this address in its canonical form, with the author's library membership. */
  findByUrl(authorId: CuratorId, url: CardUrl): Promise<Card | undefined>;
  /** Writes what changed since it was loaded, and deletes a card that is left in no library. A lost race makes the unit of work run again. */
  save(card: Card): Promise<void>;
}
