import type { Builder } from '../../../graphql/builder.ts';
import { visibleTo } from '../../../graphql/visibleCollections.ts';
import type { CollectionId } from '../domain/CollectionId.ts';

interface CollectionResult {
  readonly collectionId: CollectionId;
}

/** The payload of a mutation that concerns one collection. */
export const addCollectionPayload = <Result extends CollectionResult>(builder: Builder, name: string) => {
  const Payload = builder.objectRef<Result>(name).implement({ description: 'What came of it.' });
  builder.objectField(Payload, 'collection', (t) =>
    t.prismaField({
      type: 'Collection',
      nullable: true,
      description: 'The collection as it is now; null when it is no longer there for you.',
      resolve: (query, { collectionId }, _args, { prisma, viewer }) =>
        prisma.collection.findUnique({ ...query, where: { id: collectionId.value, ...visibleTo(viewer) } }),
    }),
  );
  return Payload;
};
