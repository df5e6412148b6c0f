import type { Builder } from '../../../graphql/builder.ts';
import { pageArgs } from '../../../graphql/pageArgs.ts';
import { PageCursor, pageSize, timeAndIdFormat, toConnection } from '../../../graphql/pagination.ts';
import { selectedOfNodes } from '../../../graphql/selectedOfNodes.ts';

const followersCursor = new PageCursor('followers', timeAndIdFormat);
const followingCursor = new PageCursor('following', timeAndIdFormat);

interface PageOfFollows {
  readonly from: { readonly at: Date; readonly id: string } | undefined;
  readonly take: number;
}

/** The last first, by an index that has them so for each of the two who are in a follow; the time by itself says where in it to begin. */
const pageOf = ({ from, take }: PageOfFollows) => ({
  where: from ? { followedAt: { lte: from.at }, OR: [{ followedAt: { lt: from.at } }, { id: { lt: from.id } }] } : {},
  orderBy: [{ followedAt: 'desc' as const }, { id: 'desc' as const }],
  take,
});

/** `Curator.followers` and `Curator.following` */
export function addCuratorFollows(builder: Builder): void {
  const CuratorConnection = builder.connectionObject(
    { name: 'CuratorConnection', type: 'Curator', description: 'A page of curators.' },
    { name: 'CuratorEdge', description: 'A curator in a list.' },
  );

  builder.prismaObjectField('Curator', 'followers', (t) =>
    t.field({
      type: CuratorConnection,
      description: 'Who follows the curator, the last first.',
      args: pageArgs(builder),
      select: { id: true },
      resolve: async ({ id: curatorId }, { first, after }, context, info) => {
        const size = pageSize(first);
        const { where, ...page } = pageOf({ from: followersCursor.decode(after), take: size + 1 });
        const rows = await context.prisma.follow.findMany({
          ...page,
          where: { curatorId, ...where },
          select: { id: true, followedAt: true, follower: { select: selectedOfNodes(context, info) } },
        });
        const cursorOf = ({ followedAt, id }: (typeof rows)[number]) => followersCursor.encode({ at: followedAt, id });
        return toConnection(rows, { size, after, cursorOf, nodeOf: ({ follower }) => follower });
      },
    }),
  );

  builder.prismaObjectField('Curator', 'following', (t) =>
    t.field({
      type: CuratorConnection,
      description: 'Whom the curator follows, the last first.',
      args: pageArgs(builder),
      select: { id: true },
      resolve: async ({ id: followerId }, { first, after }, context, info) => {
        const size = pageSize(first);
        const { where, ...page } = pageOf({ from: followingCursor.decode(after), take: size + 1 });
        const rows = await context.prisma.follow.findMany({
          ...page,
          where: { followerId, ...where },
          select: { id: true, followedAt: true, curator: { select: selectedOfNodes(context, info) } },
        });
        const cursorOf = ({ followedAt, id }: (typeof rows)[number]) => followingCursor.encode({ at: followedAt, id });
        return toConnection(rows, { size, after, cursorOf, nodeOf: ({ curator }) => curator });
      },
    }),
  );
}
