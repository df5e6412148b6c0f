import type { GraphQLResolveInfo } from 'graphql';
import type { GraphQLContext } from './context.ts';

interface NamesCard {
  readonly cardId: string | null;
}

/** The options of a field whose type names a card by its id alone, without a foreign key: the card may be gone. */
export const cardById = {
  type: 'Card',
  nullable: true,
  resolve: ({ cardId }: NamesCard, _args: object, context: GraphQLContext, info: GraphQLResolveInfo) =>
    cardId === null ? null : context.rows.find('card', cardId, context, info),
} as const;
