import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { Builder } from '../../../graphql/builder.ts';
import type { GraphQLContext } from '../../../graphql/context.ts';
import { pageArgs } from '../../../graphql/pageArgs.ts';
import { PageCursor, pageSize, seqFormat, toConnection } from '../../../graphql/pagination.ts';
import { visibleTo } from '../../../graphql/visibleCollections.ts';
import type { Feed } from '../domain/Feed.ts';
import { type addFeedInput, toFeed } from './FeedInput.ts';
import { followingPage } from './followingPage.ts';
import { type Hidden, type HiddenAndWithheld, hiddenFrom } from './hiddenFrom.ts';
import { pageOfCurators } from './pageOfCurators.ts';
import { pageOfSubject } from './pageOfSubject.ts';
import { shownIn, stillShown } from './shownIn.ts';
import { notWithheld } from './withheld.ts';

/** Of one feed alone: in another it would name a place that nobody was at. */
const cursorIn = (feed: Feed) => new PageCursor(`feed:${nameOf(feed)}`, seqFormat);

function nameOf(feed: Feed): string {
  switch (feed.kind) {
    case 'global':
      return 'global';
    case 'following':
      return `following:${feed.viewerId}`;
    case 'curator':
      return `curator:${feed.curatorId}`;
    case 'collection':
      return `collection:${feed.collectionId}`;
    case 'card':
      return `card:${feed.cardId}`;
  }
}

interface PageOfFeed {
  /** Everything before this place in the order of events. */
  readonly before: bigint | undefined;
  readonly take: number;
}

interface WithLiveCursor {
  readonly liveCursor: string;
}

/** `Query.feed` */
export function addFeedQuery(builder: Builder, FeedInput: ReturnType<typeof addFeedInput>): void {
  const FeedConnection = builder.connectionObject<'FeedActivity', WithLiveCursor>(
    {
      name: 'FeedConnection',
      type: 'FeedActivity',
      description: 'A page of a feed.',
      fields: (t) => ({
        liveCursor: t.string({
          description:
            'For feedChanged(after:): what the page does not have yet comes there. What it has may come again: upsert by id.',
          resolve: ({ liveCursor }) => liveCursor,
        }),
      }),
    },
    { name: 'FeedEdge', description: 'An activity in a feed.' },
  );

  builder.queryField('feed', (t) =>
    t.field({
      type: FeedConnection,
      description: 'A feed, newest first. Nothing that was retracted is in it.',
      args: {
        feed: t.arg({ type: FeedInput, required: true, description: 'Which feed.' }),
        ...pageArgs(builder),
      },
      resolve: async (_root, { feed, first, after }, context, info) => {
        const size = pageSize(first);
        const chosen = toFeed(feed, context);
        const cursor = cursorIn(chosen);
        const page = { before: cursor.decode(after), take: size + 1 };
        // Before all else that is read: what is committed in between is then in the page and comes live as well; after them it might be in neither.
        const liveCursor = await context.liveFeed.liveCursor();
        const [hidden, exists] = await Promise.all([
          hiddenFrom(context.prisma, chosen.viewerId, chosen.kind === 'collection'),
          isThere(chosen, context),
        ]);
        // Or all that there is would be looked through, to find that nothing of it is to be shown.
        const isEmpty = !exists || isAllHidden(chosen, hidden);
        const { rows, found } = isEmpty ? nothing : await activities(chosen, page, hidden, context, info);
        const cursorOf = ({ seq }: { readonly seq: bigint }) => cursor.encode(seq);
        const last = found?.slice(0, size).at(-1);
        return {
          liveCursor,
          ...toConnection(rows, {
            size,
            after,
            cursorOf,
            nodeOf: (row) => row,
            found: found && { hasMore: found.length > size, endCursor: last ? cursorOf(last) : null },
          }),
        };
      },
    }),
  );
}

const nothing = { rows: [], found: undefined };

/** With what was found to be in the page by a statement of its own, if one was needed for that. */
async function activities(
  feed: Feed,
  page: PageOfFeed,
  hidden: HiddenAndWithheld,
  context: GraphQLContext,
  info: GraphQLResolveInfo,
) {
  const { select } = queryFromInfo({
    context,
    info,
    select: { id: true, seq: true },
    paths: [['edges', 'node'], ['nodes']],
  });
  const { found, where, orderBy } = await look(feed, page, hidden, context);
  const rows = await context.prisma.feedActivity.findMany({
    select,
    where: { ...where, ...notWithheld(hidden.withheld) },
    orderBy,
    take: page.take,
  });
  return { rows, found };
}

/**
 * The same order where no activity has a collection, or none was retracted. But the planner does not know that, and so cannot walk backwards through all
 * activities in the hope of meeting those of the card, or of the collection, soon, as it likes to for a page: one index alone has this order.
 */
const ofOne = ({ kind }: Feed) => [
  kind === 'card' ? { collectionId: 'desc' as const } : { retractedAt: 'desc' as const },
  { seq: 'desc' as const },
];

/** Nobody finds out from a page that there is a collection: one that is not there for the viewer has an empty feed, as has none, and is as fast. */
async function isThere(feed: Feed, { prisma, viewer }: GraphQLContext): Promise<boolean> {
  if (feed.kind !== 'collection') return true;
  const where = { id: feed.collectionId, ...visibleTo(viewer) };
  return (await prisma.collection.findFirst({ select: { id: true }, where })) !== null;
}

/** How the page is read: by what it was found to consist of, where several indexes have to be asked for that, or much may be hidden. */
async function look(feed: Feed, page: PageOfFeed, hidden: HiddenAndWithheld, { prisma }: GraphQLContext) {
  const ofSubject = feed.kind === 'collection' || feed.kind === 'card';
  if (ofSubject && (feed.viewerId === undefined || hidden.curators.length === 0))
    return { found: undefined, where: shownIn(feed, page.before), orderBy: ofOne(feed) };
  const found = await find(feed, page, hidden, prisma);
  const where = stillShown(found.slice(0, page.take - 1), feed.viewerId);
  return { found, where, orderBy: { seq: 'desc' as const } };
}

function find(feed: Feed, page: PageOfFeed, hidden: HiddenAndWithheld, prisma: GraphQLContext['prisma']) {
  if (feed.kind === 'following') return followingPage(prisma, feed.viewerId, hidden, page);
  if (feed.kind === 'collection' || feed.kind === 'card') return pageOfSubject(prisma, feed, hidden, page);
  return pageOfCurators(prisma, feed, { viewerId: feed.viewerId, hidden }, page);
}

function isAllHidden(feed: Feed, { curators, collections }: Hidden): boolean {
  if (feed.kind === 'curator') return curators.includes(feed.curatorId);
  return feed.kind === 'collection' && collections.includes(feed.collectionId);
}
