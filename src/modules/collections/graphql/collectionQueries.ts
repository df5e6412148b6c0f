import type { Builder } from '../../../graphql/builder.ts';
import { visibleTo } from '../../../graphql/visibleCollections.ts';
import { collectionIdOf } from './collectionIdOf.ts';

/** `Query.collection` */
export function addCollectionQueries(builder: Builder): void {
  builder.queryField('collection', (t) =>
    t.prismaField({
      type: 'Collection',
      nullable: true,
      description: 'A collection; null if there is none, or none for you to see.',
      args: { id: t.arg.id({ required: true, description: 'A global id.' }) },
      resolve: (query, _root, { id }, { prisma, viewer }) =>
        prisma.collection.findUnique({ ...query, where: { id: collectionIdOf(id, 'id').value, ...visibleTo(viewer) } }),
    }),
  );
}
