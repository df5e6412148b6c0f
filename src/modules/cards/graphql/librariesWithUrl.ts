import { queryFromInfo } from '@pothos/plugin-prisma';
import { z } from 'zod';
import type { Builder } from '../../../graphql/builder.ts';
import type { GraphQLContext } from '../../../graphql/context.ts';
import { badUserInput } from '../../../graphql/errors.ts';
import { pageArgs } from '../../../graphql/pageArgs.ts';
import { PageCursor, pageSize, timeAndCuratorFormat, toConnection } from '../../../graphql/pagination.ts';
import { CardUrl } from '../domain/CardUrl.ts';

const holdersCursor = new PageCursor('libraries', timeAndCuratorFormat);
const holderRows = z.array(z.object({ curatorId: z.string(), addedAt: z.date() }));
const beforeAll = { at: new Date('9999-12-31T00:00:00Z'), curatorId: '' };

/** `Query.librariesWithUrl`: who keeps a link. */
export function addLibrariesWithUrl(builder: Builder): void {
  const UrlHolderConnection = builder.connectionObject(
    { name: 'UrlHolderConnection', type: 'Curator', description: 'A page of those who keep a link.' },
    { name: 'UrlHolderEdge', description: 'A curator who keeps a link.' },
  );

  builder.queryField('librariesWithUrl', (t) =>
    t.field({
      type: UrlHolderConnection,
      description:
        'The curators who keep a link in their libraries, whoever made the card and however the link is written; who saved it last comes first. Without those whom you block, and who block you.',
      args: {
        url: t.arg({ type: 'URL', required: true, description: 'Where the link leads: http or https.' }),
        ...pageArgs(builder),
      },
      resolve: async (_root, { url, first, after }, context, info) => {
        const size = pageSize(first);
        const from = holdersCursor.decode(after);
        const rows = await holders(context, { canonicalUrl: canonicalOf(url), from, take: size + 1 });
        const { select } = queryFromInfo({
          context,
          info,
          select: { id: true },
          paths: [['edges', 'node'], ['nodes']],
        });
        const curators = await context.prisma.curator.findMany({
          select,
          where: { id: { in: rows.map(({ curatorId }) => curatorId) } },
        });
        const byId = new Map(curators.map((curator) => [curator.id, curator]));
        const found = rows.flatMap(({ curatorId, addedAt }) => {
          const curator = byId.get(curatorId);
          return curator ? { curator, addedAt } : [];
        });
        return toConnection(found, {
          size,
          after,
          cursorOf: ({ curator, addedAt }) => holdersCursor.encode({ at: addedAt, curatorId: curator.id }),
          nodeOf: ({ curator }) => curator,
        });
      },
    }),
  );
}

function canonicalOf(url: URL): string {
  const cardUrl = CardUrl.create(url.href);
  if (!cardUrl.ok) throw badUserInput(`url cannot be that of a card: ${cardUrl.error.reason}`, 'url');
  return cardUrl.value.canonical;
}

interface HoldersPage {
  readonly canonicalUrl: string;
  readonly from: { readonly at: Date; readonly curatorId: string } | undefined;
  readonly take: number;
}

/**
 * Each curator once, by what they saved last: they may keep somebody else's card of the same link beside their own. Nobody between whom and the viewer
 * there is a block.
 */
async function holders(
  { prisma, viewer }: GraphQLContext,
  { canonicalUrl, from = beforeAll, take }: HoldersPage,
): Promise<z.infer<typeof holderRows>> {
  const viewerId = viewer?.value ?? null;
  const found = await prisma.$queryRaw`
    SELECT m."curator_id" AS "curatorId", m."added_at" AS "addedAt"
    FROM "library_memberships" m
    WHERE m."canonical_url" = ${canonicalUrl} AND (m."added_at", m."curator_id") < (${from.at}, ${from.curatorId})
      AND NOT EXISTS (
        SELECT FROM "library_memberships" later
        WHERE later."curator_id" = m."curator_id" AND later."canonical_url" = m."canonical_url"
          AND (later."added_at", later."card_id") > (m."added_at", m."card_id")
      )
      AND NOT EXISTS (SELECT FROM "blocks" b WHERE b."blocker_id" = ${viewerId} AND b."blocked_id" = m."curator_id")
      AND NOT EXISTS (SELECT FROM "blocks" b WHERE b."blocker_id" = m."curator_id" AND b."blocked_id" = ${viewerId})
    ORDER BY m."added_at" DESC, m."curator_id" DESC LIMIT ${take}`;
  return holderRows.parse(found);
}
