import type { GraphQLContext } from '../../../graphql/context.ts';
import type { Feed } from '../domain/Feed.ts';
import { endOfOrder, type FoundActivity, foundActivities } from './foundActivities.ts';
import type { Hidden } from './hiddenFrom.ts';

/** The newest activities in a collection, or with a card, without those of the curators that are hidden from the viewer. */
export async function pageOfSubject(
  prisma: GraphQLContext['prisma'],
  feed: Extract<Feed, { kind: 'collection' | 'card' }>,
  { curators }: Pick<Hidden, 'curators'>,
  { before = endOfOrder, take }: { readonly before: bigint | undefined; readonly take: number },
): Promise<FoundActivity[]> {
  if (feed.kind === 'collection')
    return foundActivities.parse(
      await prisma.$queryRaw`
        SELECT "id", "seq" FROM "feed_activities"
        WHERE "collection_id" = ${feed.collectionId}::uuid AND "retracted_at" IS NULL AND "seq" < ${before}
          AND ("audience" <> 'VIEWERS' OR ${feed.viewerId}::text = ANY("viewers")) AND "actor_id" <> ALL(${curators})
        ORDER BY "retracted_at" DESC, "seq" DESC LIMIT ${take}`,
    );
  return foundActivities.parse(
    await prisma.$queryRaw`
      SELECT "id", "seq" FROM "feed_activities"
      WHERE "card_id" = ${feed.cardId}::uuid AND "collection_id" IS NULL AND "retracted_at" IS NULL AND "seq" < ${before}
        AND "actor_id" <> ALL(${curators})
      ORDER BY "collection_id" DESC, "seq" DESC LIMIT ${take}`,
  );
}
