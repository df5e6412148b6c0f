import { z } from 'zod';
import type { GraphQLContext } from '../../../graphql/context.ts';

/** What is hidden from somebody: what these curators do, and what is done in these collections. To be given to a statement as an array: a list has bounds. */
export interface Hidden {
  readonly curators: string[];
  readonly collections: string[];
}

const rows = z.array(z.object({ id: z.string() }));
const isDid = (id: string): boolean => id.startsWith('did:');

/** Whom and what the viewer mutes, whom the viewer blocks, and who blocks the viewer. Nothing without a viewer. */
export async function hiddenFrom(prisma: GraphQLContext['prisma'], viewerId: string | undefined): Promise<Hidden> {
  if (viewerId === undefined) return { curators: [], collections: [] };
  const found = rows.parse(
    await prisma.$queryRaw`
      SELECT coalesce("muted_id", "collection_id"::text) AS "id" FROM "mutes" WHERE "curator_id" = ${viewerId}
      UNION
      SELECT "blocked_id" FROM "blocks" WHERE "blocker_id" = ${viewerId}
      UNION
      SELECT "blocker_id" FROM "blocks" WHERE "blocked_id" = ${viewerId}`,
  );
  const ids = found.map(({ id }) => id);
  return { curators: ids.filter(isDid), collections: ids.filter((id) => !isDid(id)) };
}
