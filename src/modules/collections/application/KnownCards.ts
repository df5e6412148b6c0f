import type { CardId } from '../../../shared/domain/CardId.ts';

/** Which cards there are. */
export interface KnownCards {
  has(cardId: CardId): Promise<boolean>;
}

export interface CardNotFound {
  readonly kind: 'card-not-found';
  readonly cardId: string;
}

export const cardNotFound = ({ value }: CardId): CardNotFound => ({ kind: 'card-not-found', cardId: value });
