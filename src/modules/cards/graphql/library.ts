import type { Builder } from '../../../graphql/builder.ts';
import { addedBefore, CardList, lastAddedFirst } from '../../../graphql/CardList.ts';
import { pageArgs } from '../../../graphql/pageArgs.ts';
import { selectedOfNodes } from '../../../graphql/selectedOfNodes.ts';
import { maxSearchLength, searchLibrary, toSearch } from './searchLibrary.ts';

const library = new CardList('library');

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
      args: {
        ...pageArgs(builder),
        search: t.arg.string({
          description: `Only those with these words in title, text or URL, in the syntax of web searches: "a phrase", or, -without. At most ${maxSearchLength} characters.`,
        }),
      },
      select: { id: true },
      resolve: async ({ id: curatorId }, { search, ...args }, context, info) => {
        const searched = toSearch(search);
        return library.page(args, async ({ from, take }) => {
          const found =
            searched === undefined
              ? undefined
              : await searchLibrary(context.prisma, { curatorId, searched, from, take });
          const shown = found?.slice(0, take - 1).map(({ cardId }) => cardId);
          const rows = await context.prisma.libraryMembership.findMany({
            where: { curatorId, ...(shown ? { cardId: { in: shown } } : addedBefore(from)) },
            orderBy: lastAddedFirst,
            take,
            select: { addedAt: true, cardId: true, card: { select: selectedOfNodes(context, info) } },
          });
          return { rows, found };
        });
      },
    }),
  );
}
