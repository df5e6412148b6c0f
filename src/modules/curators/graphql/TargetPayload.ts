import type { Builder } from '../../../graphql/builder.ts';
import { visibleTo } from '../../../graphql/visibleCollections.ts';
import type { Target } from '../domain/Target.ts';

interface TargetResult {
  readonly target: Target;
}

/** The payload of a mutation that concerns a curator or a collection. */
export function addTargetPayload(builder: Builder, name: string) {
  const Payload = builder.objectRef<TargetResult>(name).implement({ description: 'What came of it.' });
  builder.objectFields(Payload, (t) => ({
    curator: t.prismaField({
      type: 'Curator',
      nullable: true,
      description: 'The curator as they are now; null if it was about a collection.',
      resolve: (query, { target }, _args, { prisma }) =>
        target.kind === 'curator' ? prisma.curator.findUnique({ ...query, where: { id: target.id.value } }) : null,
    }),
    collection: t.prismaField({
      type: 'Collection',
      nullable: true,
      description:
        'The collection as it is now; null if it was about a curator, or when it is not there for you any more.',
      resolve: (query, { target }, _args, { prisma, viewer }) =>
        target.kind === 'collection'
          ? prisma.collection.findUnique({ ...query, where: { id: target.id.value, ...visibleTo(viewer) } })
          : null,
    }),
  }));
  return Payload;
}
