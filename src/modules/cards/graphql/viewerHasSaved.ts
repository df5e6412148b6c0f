import type { Builder } from '../../../graphql/builder.ts';
import type { GraphQLContext } from '../../../graphql/context.ts';
import { dependsOnViewer } from '../../../graphql/live/sharing.ts';

/** `Card.viewerHasSaved` */
export function addViewerHasSaved(builder: Builder): void {
  builder.prismaObjectField('Card', 'viewerHasSaved', (t) =>
    t.loadable({
      type: 'Boolean',
      description: 'Whether you keep the card in your library; false without a token.',
      extensions: dependsOnViewer,
      load,
      // What a mutation changes must be seen by those that follow it in the same operation.
      loaderOptions: { cache: false },
      resolve: ({ id }) => id,
    }),
  );
}

/** Of all cards of an operation with one statement. */
async function load(cardIds: string[], { prisma, viewer }: GraphQLContext): Promise<boolean[]> {
  if (!viewer) return cardIds.map(() => false);
  const saved = await prisma.libraryMembership.findMany({
    select: { cardId: true },
    where: { curatorId: viewer.value, cardId: { in: cardIds } },
  });
  const savedIds = new Set(saved.map(({ cardId }) => cardId));
  return cardIds.map((id) => savedIds.has(id));
}
