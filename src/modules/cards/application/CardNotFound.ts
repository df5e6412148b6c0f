import type { CardId } from '../domain/CardId.ts';

export interface CardNotFound {
  readonly kind: 'card-not-found';
  readonly cardId: string;
}

export const cardNotFound = (cardId: CardId): CardNotFound => ({ kind: 'card-not-found', cardId: cardId.value });
