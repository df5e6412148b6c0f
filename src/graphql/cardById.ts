import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { GraphQLContext } from './context.ts';

interface NamesCard {
  readonly cardId: string | null;
}

/** What was selected of the card. Pothos notes it by the path in `info`, so that the fields below find it loaded. */
const selectionOf = (context: GraphQLContext, info: GraphQLResolveInfo) =>
  queryFromInfo({ context, info, select: { id: true } }).select;

/** A list's cards with one statement, and one for each relation that was selected. Null for a card that is gone. */
async function load(ids: string[], context: GraphQLContext, _args: object, info: GraphQLResolveInfo) {
  const cards = await context.prisma.card.findMany({ select: selectionOf(context, info), where: { id: { in: ids } } });
  const byId = new Map(cards.map((card) => [card.id, card]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** The options of a field whose type names a card by its id alone, without a foreign key: the card may be gone. */
export const cardById = {
  type: 'Card',
  nullable: true,
  byPath: true,
  // What a mutation changes must be seen by those that follow it in the same operation.
  loaderOptions: { cache: false },
  load,
  resolve({ cardId }: NamesCard, _args: object, context: GraphQLContext, info: GraphQLResolveInfo) {
    // For each of the list's rows: the loader is given the `info` of the first alone.
    if (cardId) selectionOf(context, info);
    return cardId;
  },
} as const;
