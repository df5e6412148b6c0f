import type { Builder } from '../../../graphql/builder.ts';
import type { GraphQLContext } from '../../../graphql/context.ts';
import { dependsOnViewer } from '../../../graphql/live/sharing.ts';
import { listedFor } from '../../../graphql/visibleCollections.ts';

interface Counted {
  readonly id: string;
  readonly count: number;
}

/** Of all curators of an operation, with one statement over an index: see docs/decisions/0019-counts-are-counted.md. */
const counts =
  (count: (ids: string[], context: GraphQLContext) => Promise<readonly Counted[]>) =>
  async (ids: string[], context: GraphQLContext): Promise<number[]> => {
    const counted = new Map((await count(ids, context)).map((each) => [each.id, each.count]));
    return ids.map((id) => counted.get(id) ?? 0);
  };

const followers = counts(async (ids, { prisma }) => {
  const groups = await prisma.follow.groupBy({ by: 'curatorId', where: { curatorId: { in: ids } }, _count: true });
  return groups.map(({ curatorId, _count }) => ({ id: curatorId, count: _count }));
});

const following = counts(async (ids, { prisma }) => {
  const groups = await prisma.follow.groupBy({ by: 'followerId', where: { followerId: { in: ids } }, _count: true });
  return groups.map(({ followerId, _count }) => ({ id: followerId, count: _count }));
});

const cards = counts(async (ids, { prisma }) => {
  const where = { curatorId: { in: ids } };
  const groups = await prisma.libraryMembership.groupBy({ by: 'curatorId', where, _count: true });
  return groups.map(({ curatorId, _count }) => ({ id: curatorId, count: _count }));
});

const collections = counts(async (ids, { prisma, viewer }) => {
  const where = { authorId: { in: ids }, ...listedFor(viewer) };
  const groups = await prisma.collection.groupBy({ by: 'authorId', where, _count: true });
  return groups.map(({ authorId, _count }) => ({ id: authorId, count: _count }));
});

/** `Curator.followerCount`, `followingCount`, `cardCount` and `collectionCount`. */
export function addCuratorCounts(builder: Builder): void {
  const fields = [
    ['followerCount', followers, 'How many curators follow this one.', {}],
    ['followingCount', following, 'How many curators this one follows.', {}],
    ['cardCount', cards, 'How many cards are in the library.', {}],
    ['collectionCount', collections, 'How many collections there are in `collections`, for you.', dependsOnViewer],
  ] as const;
  for (const [name, load, description, extensions] of fields) {
    builder.prismaObjectField('Curator', name, (t) =>
      t.loadable({
        type: 'Int',
        description,
        extensions,
        load,
        // What a mutation changes must be seen by those that follow it in the same operation.
        loaderOptions: { cache: false },
        resolve: ({ id }) => id,
      }),
    );
  }
}
