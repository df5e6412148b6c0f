import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { GraphQLContext } from './context.ts';
import { dependsOnViewer } from './live/sharing.ts';
import { visibleTo } from './visibleCollections.ts';

interface NamesCollection {
  readonly collectionId: string | null;
}

/** What was selected of the collection. Pothos notes it by the path in `info`, so that the fields below find it loaded. */
const selectionOf = (context: GraphQLContext, info: GraphQLResolveInfo) =>
  queryFromInfo({ context, info, select: { id: true } }).select;

/** A list's collections with one statement, and one for each relation that was selected. Null for one that is not there for the viewer. */
async function load(ids: string[], context: GraphQLContext, _args: object, info: GraphQLResolveInfo) {
  const collections = await context.prisma.collection.findMany({
    select: selectionOf(context, info),
    where: { id: { in: ids }, ...visibleTo(context.viewer) },
  });
  const byId = new Map(collections.map((collection) => [collection.id, collection]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** The options of a field whose type names a collection by its id alone, without a foreign key: the collection may be gone, or be private by now. */
export const collectionById = {
  type: 'Collection',
  nullable: true,
  byPath: true,
  extensions: dependsOnViewer,
  // What a mutation changes must be seen by those that follow it in the same operation.
  loaderOptions: { cache: false },
  load,
  resolve({ collectionId }: NamesCollection, _args: object, context: GraphQLContext, info: GraphQLResolveInfo) {
    // For each of the list's rows: the loader is given the `info` of the first alone.
    if (collectionId) selectionOf(context, info);
    return collectionId;
  },
} as const;
