import { queryFromInfo } from '@pothos/plugin-prisma';
import type { Builder } from '../../../graphql/builder.ts';
import { curatorIdOf } from '../../../graphql/globalIds.ts';

/** `Query.viewer` and `Query.curator` */
export function addCuratorQueries(builder: Builder): void {
  builder.queryField('viewer', (t) =>
    t.field({
      type: 'Curator',
      nullable: true,
      description: 'Who you are; null without a token.',
      // No prismaField: that plans its query first, also where there is nobody to ask for.
      resolve: (_root, _args, context, info) => {
        const { prisma, viewer } = context;
        if (!viewer) return null;
        const { select } = queryFromInfo({ context, info, select: { id: true } });
        return prisma.curator.findUnique({ select, where: { id: viewer.value } });
      },
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
