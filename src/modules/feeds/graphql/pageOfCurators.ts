import type { GraphQLContext } from '../../../graphql/context.ts';
import type { Feed } from '../domain/Feed.ts';
import { endOfOrder, type FoundActivity, foundActivities } from './foundActivities.ts';
import type { HiddenAndWithheld } from './hiddenFrom.ts';
import { withheldJson } from './withheld.ts';

/**
 * The newest activities of one curator, or of all: those that everybody is shown, and of those in private collections that the viewer, if there is one, is
 * shown besides; without what is hidden from the viewer.
 *
 * Each is read by an index of its own and n rows far, the latter for each of the viewer's private collections: so a page costs the same
 * however much there is that the viewer is not shown: also for nobody in particular, with whom a condition of Prisma's would compare the audience
 * with a parameter that is cast, and find no index for it. A condition for both at once would walk over all that.
 *
 * All that is in a private collection is read in the order of its index, see feedQuery. Whoever is among the viewers is shown it, so the audience need not be
 * named, for which there is another index. And the planner, who takes viewers to be as rare in a private collection as they are in all, must not see that
 * they are asked for: it would expect to find none, and have all of the collection read and sorted: 160 ms in place of 0.3, of 100,000.
 */
export async function pageOfCurators(
  prisma: GraphQLContext['prisma'],
  feed: Extract<Feed, { kind: 'global' | 'curator' }>,
  {
    viewerId,
    hidden: { curators, collections, withheld },
  }: { readonly viewerId: string | undefined; readonly hidden: HiddenAndWithheld },
  { before = endOfOrder, take }: { readonly before: bigint | undefined; readonly take: number },
): Promise<FoundActivity[]> {
  const viewer = viewerId ?? null;
  const actorId = feed.kind === 'curator' ? feed.curatorId : null;
  const taken = withheldJson(withheld);
  const found = await prisma.$queryRaw`
    SELECT "id", "seq" FROM (
      (
        SELECT "id", "seq" FROM "feed_activities"
        WHERE "retracted_at" IS NULL AND "audience" = 'EVERYONE' AND "seq" < ${before}
          AND (${actorId}::text IS NULL OR "actor_id" = ${actorId})
          AND "actor_id" <> ALL(${curators}) AND ("collection_id" IS NULL OR "collection_id" <> ALL(${collections}::uuid[]))
          AND "seq" >= coalesce((${taken}::jsonb ->> "collection_id"::text)::bigint, 0)
        ORDER BY "seq" DESC LIMIT ${take}
      )
      UNION ALL
      SELECT a."id", a."seq" FROM (
        SELECT "id" FROM "collections" WHERE "author_id" = ${viewer}::text AND "visibility" = 'PRIVATE'
        UNION ALL
        SELECT c."id" FROM "collaborators" o JOIN "collections" c ON c."id" = o."collection_id"
        WHERE o."curator_id" = ${viewer}::text AND c."visibility" = 'PRIVATE'
      ) seen
      CROSS JOIN LATERAL (
        (
          SELECT "id", "seq" FROM "feed_activities"
          WHERE ${actorId}::text IS NULL AND "collection_id" = seen."id" AND "retracted_at" IS NULL AND "seq" < ${before}
            AND array_position("viewers", ${viewer}::text) IS NOT NULL AND "actor_id" <> ALL(${curators})
          ORDER BY "retracted_at" DESC, "seq" DESC LIMIT ${take}
        )
        UNION ALL
        (
          SELECT "id", "seq" FROM "feed_activities"
          WHERE "actor_id" = ${actorId} AND "collection_id" = seen."id" AND "retracted_at" IS NULL AND "seq" < ${before}
            AND "audience" = 'VIEWERS' AND ${viewer}::text = ANY("viewers") AND "actor_id" <> ALL(${curators})
          ORDER BY "seq" DESC LIMIT ${take}
        )
      ) a
      WHERE seen."id" <> ALL(${collections}::uuid[])
    ) page
    ORDER BY "seq" DESC LIMIT ${take}`;
  return foundActivities.parse(found);
}
