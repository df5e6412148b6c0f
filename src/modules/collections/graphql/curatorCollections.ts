import { queryFromInfo } from '@pothos/plugin-prisma';
import type { Builder } from '../../../graphql/builder.ts';
import { dependsOnViewer } from '../../../graphql/live/sharing.ts';
import { pageArgs } from '../../../graphql/pageArgs.ts';
import { PageCursor, pageSize, timeAndIdFormat, toConnection } from '../../../graphql/pagination.ts';
import { listedFor } from '../../../graphql/visibleCollections.ts';

const collectionsCursor = new PageCursor('collections', timeAndIdFormat);

/** `Curator.collections`: what a curator made, as far as the viewer finds it in lists. */
export function addCuratorCollections(builder: Builder): void {
  const CollectionConnection = builder.connectionObject(
    { name: 'CollectionConnection', type: 'Collection', description: 'A page of collections.' },
    { name: 'CollectionEdge', description: 'A collection in a list.' },
  );

  builder.prismaObjectField('Curator', 'collections', (t) =>
    t.field({
      type: CollectionConnection,
      description:
        'The collections that the curator made, the last first: public ones, and what you made or collaborate on yourself.',
      extensions: dependsOnViewer,
      args: pageArgs(builder),
      select: { id: true },
      resolve: async ({ id: authorId }, { first, after }, context, info) => {
        const size = pageSize(first);
        const from = collectionsCursor.decode(after);
        const { select } = queryFromInfo({
          context,
          info,
          select: { id: true, createdAt: true },
          paths: [['edges', 'node'], ['nodes']],
        });
        const rows = await context.prisma.collection.findMany({
          where: {
            authorId,
            AND: [
              listedFor(context.viewer),
              ...(from
                ? [{ createdAt: { lte: from.at }, OR: [{ createdAt: { lt: from.at } }, { id: { lt: from.id } }] }]
                : []),
            ],
          },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: size + 1,
          select,
        });
        return toConnection(rows, {
          size,
          after,
          cursorOf: ({ createdAt, id }) => collectionsCursor.encode({ at: createdAt, id }),
          nodeOf: (row) => row,
        });
      },
    }),
  );
}
