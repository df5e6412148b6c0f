import type { Builder } from '../../../graphql/builder.ts';
import { curatorIdOf } from '../../../graphql/globalIds.ts';

/** `Query.viewer` and `Query.curator` */
export function addCuratorQueries(builder: Builder): void {
  builder.queryField('viewer', (t) =>
    t.prismaField({
      type: 'Curator',
      nullable: true,
      description: 'Who you are; null without a token.',
      resolve: (query, _root, _args, { prisma, viewer }) =>
        viewer && prisma.curator.findUnique({ ...query, where: { id: viewer.value } }),
    }),
  );

  builder.queryField('curator', (t) =>
    t.prismaField({
      type: 'Curator',
      nullable: true,
      description: 'A curator; null if there is none.',
      args: { id: t.arg.id({ required: true, description: 'A global id or a DID.' }) },
      resolve: (query, _root, { id }, { prisma }) =>
        prisma.curator.findUnique({ ...query, where: { id: curatorIdOf(id, 'id').value } }),
    }),
  );
}
