import { queryFromInfo } from '@pothos/plugin-prisma';
import type { Builder } from '../../../graphql/builder.ts';
import { pageArgs } from '../../../graphql/pageArgs.ts';
import { PageCursor, pageSize, timeAndIdFormat, toConnection } from '../../../graphql/pagination.ts';

const cardsCursor = new PageCursor('collection', timeAndIdFormat);

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
      resolve: async ({ id: collectionId }, { first, after }, context, info) => {
        const size = pageSize(first);
        const from = cardsCursor.decode(after);
        const { select } = queryFromInfo({
          context,
          info,
          select: { id: true },
          paths: [['edges', 'node'], ['nodes']],
        });
        const rows = await context.prisma.collectionCard.findMany({
          where: {
            collectionId,
            ...(from && { OR: [{ addedAt: { lt: from.at } }, { addedAt: from.at, cardId: { lt: from.id } }] }),
          },
          orderBy: [{ addedAt: 'desc' }, { cardId: 'desc' }],
          take: size + 1,
          select: { addedAt: true, cardId: true, card: { select } },
        });
        return toConnection(rows, {
          size,
          after,
          cursorOf: ({ addedAt, cardId }) => cardsCursor.encode({ at: addedAt, id: cardId }),
          nodeOf: (row) => row.card,
        });
      },
    }),
  );
}
