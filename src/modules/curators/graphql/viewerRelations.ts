import type { Builder } from '../../../graphql/builder.ts';
import type { GraphQLContext } from '../../../graphql/context.ts';
import { dependsOnViewer } from '../../../graphql/live/sharing.ts';

type Load = (ids: string[], context: GraphQLContext) => Promise<boolean[]>;

/** Whether each of the ids, all of an operation's with one statement, is among those that `find` gives. False without a viewer. */
const among =
  (find: (viewerId: string, ids: string[], prisma: GraphQLContext['prisma']) => Promise<(string | null)[]>): Load =>
  async (ids, { prisma, viewer }) => {
    const found = new Set(viewer ? await find(viewer.value, ids, prisma) : []);
    return ids.map((id) => found.has(id));
  };

const followed = among(async (followerId, ids, { follow }) => {
  const rows = await follow.findMany({ select: { curatorId: true }, where: { followerId, curatorId: { in: ids } } });
  return rows.map(({ curatorId }) => curatorId);
});

const muted = among(async (curatorId, ids, { mute }) => {
  const rows = await mute.findMany({ select: { mutedId: true }, where: { curatorId, mutedId: { in: ids } } });
  return rows.map(({ mutedId }) => mutedId);
});

const blocked = among(async (blockerId, ids, { block }) => {
  const rows = await block.findMany({ select: { blockedId: true }, where: { blockerId, blockedId: { in: ids } } });
  return rows.map(({ blockedId }) => blockedId);
});

const followedCollections = among(async (followerId, ids, { collectionFollow }) => {
  const where = { followerId, collectionId: { in: ids } };
  const rows = await collectionFollow.findMany({ select: { collectionId: true }, where });
  return rows.map(({ collectionId }) => collectionId);
});

const mutedCollections = among(async (curatorId, ids, { mute }) => {
  const where = { curatorId, collectionId: { in: ids } };
  const rows = await mute.findMany({ select: { collectionId: true }, where });
  return rows.map(({ collectionId }) => collectionId);
});

/** `Curator.viewerFollows`, `viewerMutes` and `viewerBlocks`; `Collection.viewerFollows` and `viewerMutes`. */
export function addViewerRelations(builder: Builder): void {
  const relations = [
    ['Curator', 'viewerFollows', followed, 'Whether you follow the curator; false without a token.'],
    ['Curator', 'viewerMutes', muted, 'Whether you mute the curator; false without a token.'],
    ['Curator', 'viewerBlocks', blocked, 'Whether you block the curator; false without a token.'],
    ['Collection', 'viewerFollows', followedCollections, 'Whether you follow the collection; false without a token.'],
    ['Collection', 'viewerMutes', mutedCollections, 'Whether you mute the collection; false without a token.'],
  ] as const;
  for (const [type, name, load, description] of relations) {
    builder.prismaObjectField(type, name, (t) =>
      t.loadable({
        type: 'Boolean',
        description,
        extensions: dependsOnViewer,
        load,
        // What a mutation changes must be seen by those that follow it in the same operation.
        loaderOptions: { cache: false },
        resolve: ({ id }) => id,
      }),
    );
  }
}
