import type { Builder } from '../../../graphql/builder.ts';
import { addedBefore, CardList, lastAddedFirst } from '../../../graphql/CardList.ts';
import { pageArgs } from '../../../graphql/pageArgs.ts';
import { selectedOfNodes } from '../../../graphql/selectedOfNodes.ts';

const cards = new CardList('collection');

/** `Collection.cards`: what is in a collection. */
export function addCollectionCards(builder: Builder): void {
  const CollectionCardConnection = builder.connectionObject(
    { name: 'CollectionCardConnection', type: 'Card', description: 'A page of what is in a collection.' },
    { name: 'CollectionCardEdge', description: 'A card in a collection.' },
  );

  builder.prismaObjectField('Collection', 'cards', (t) =>
    t.field({
      type: CollectionCardConnection,
      description: 'The cards in it, the last added first.',
      args: pageArgs(builder),
      select: { id: true },
      resolve: async ({ id: collectionId }, args, context, info) =>
        cards.page(args, async ({ from, take }) => ({
          rows: await context.prisma.collectionCard.findMany({
            where: { collectionId, ...addedBefore(from) },
            orderBy: lastAddedFirst,
            take,
            select: { addedAt: true, cardId: true, card: { select: selectedOfNodes(context, info) } },
          }),
        })),
    }),
  );
}
