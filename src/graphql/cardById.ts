import type { GraphQLResolveInfo } from 'graphql';
import type { Row } from '../shared/application/RowSource.ts';
import type { GraphQLContext } from './context.ts';

interface NamesCard {
  readonly cardId: string | null;
  /** If it was read along. */
  readonly card?: Row | null;
}

/** The options of a field whose type names a card by its id alone, without a foreign key: the card may be gone. */
export const cardById = {
  type: 'Card',
  nullable: true,
  resolve({ cardId, card }: NamesCard, _args: object, context: GraphQLContext, info: GraphQLResolveInfo) {
    if (card !== undefined || cardId === null) return card ?? null;
    return context.rows.find('card', cardId, context, info);
  },
} as const;
