import type { Builder } from '../../../graphql/builder.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';

interface CuratorResult {
  readonly curatorId: CuratorId;
}

/** The payload of a mutation that concerns one curator. */
export const addCuratorPayload = (builder: Builder, name: string) =>
  builder.objectRef<CuratorResult>(name).implement({
    description: 'What came of it.',
    fields: (t) => ({
      curator: t.prismaField({
        type: 'Curator',
        nullable: true,
        description: 'The curator as they are now.',
        resolve: (query, { curatorId }, _args, { prisma }) =>
          prisma.curator.findUnique({ ...query, where: { id: curatorId.value } }),
      }),
    }),
  });
