import { queryFromInfo } from '@pothos/plugin-prisma';
import type { Builder } from '../../../graphql/builder.ts';
import { pageArgs } from '../../../graphql/pageArgs.ts';
import { PageCursor, pageSize, timeAndIdFormat, toConnection } from '../../../graphql/pagination.ts';

const libraryCursor = new PageCursor('library', timeAndIdFormat);

/** `Curator.library`: what a curator keeps. */
export function addLibrary(builder: Builder): void {
  const LibraryConnection = builder.connectionObject(
    { name: 'LibraryConnection', type: 'Card', description: 'A page of what a curator keeps.' },
    { name: 'LibraryEdge', description: 'A card in a library.' },
  );

  builder.prismaObjectField('Curator', 'library', (t) =>
    t.field({
      type: LibraryConnection,
      description: 'The cards that the curator keeps, the last saved first.',
      args: pageArgs(builder),
      select: { id: true },
      resolve: async ({ id: curatorId }, { first, after }, context, info) => {
        const size = pageSize(first);
        const from = libraryCursor.decode(after);
        const { select } = queryFromInfo({
          context,
          info,
          select: { id: true },
          paths: [['edges', 'node'], ['nodes']],
        });
        const rows = await context.prisma.libraryMembership.findMany({
          where: {
            curatorId,
            ...(from && { OR: [{ addedAt: { lt: from.at } }, { addedAt: from.at, cardId: { lt: from.id } }] }),
          },
          orderBy: [{ addedAt: 'desc' }, { cardId: 'desc' }],
          take: size + 1,
          select: { addedAt: true, cardId: true, card: { select } },
        });
        return toConnection(rows, {
          size,
          after,
          cursorOf: ({ addedAt, cardId }) => libraryCursor.encode({ at: addedAt, id: cardId }),
          nodeOf: (row) => row.card,
        });
      },
    }),
  );
}
