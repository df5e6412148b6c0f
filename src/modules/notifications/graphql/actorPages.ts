import { z } from 'zod';
import type { GraphQLContext } from '../../../graphql/context.ts';

const rows = z.array(z.object({ notificationId: z.string(), actorId: z.string(), seq: z.bigint() }));
const endOfOrder = 2n ** 63n - 1n;

/** Who did something, and when they last did. */
export type ActorPlace = z.infer<typeof rows>[number];

/**
 * A page of the actors of each of these notifications, whoever acted last first. An actor stands where their newest cause does, which one probe
 * of an index tells for each cause that is passed.
 */
export async function actorPages(
  prisma: GraphQLContext['prisma'],
  notificationIds: readonly string[],
  { before = endOfOrder, take }: { readonly before: bigint | undefined; readonly take: number },
): Promise<ReadonlyMap<string, readonly ActorPlace[]>> {
  const found = await prisma.$queryRaw`
    SELECT given."id" AS "notificationId", page."actor_id" AS "actorId", page."seq"
    FROM unnest(${notificationIds}::uuid[]) given("id")
    CROSS JOIN LATERAL (
      SELECT c."actor_id", c."seq" FROM "notification_causes" c
      WHERE c."notification_id" = given."id" AND c."seq" < ${before} AND NOT EXISTS (
        SELECT FROM "notification_causes" later
        WHERE later."notification_id" = c."notification_id" AND later."actor_id" = c."actor_id" AND later."seq" > c."seq")
      ORDER BY c."seq" DESC LIMIT ${take}
    ) page
    ORDER BY page."seq" DESC`;
  return Map.groupBy(rows.parse(found), ({ notificationId }) => notificationId);
}
