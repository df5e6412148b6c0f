import { z } from 'zod';
import type { GraphQLContext } from '../../../graphql/context.ts';
import { isDid } from '../domain/isDid.ts';
import type { Withheld } from './withheld.ts';

/** What is hidden from somebody: what these curators do, and what is done in these collections. To be given to a statement as an array: a list has bounds. */
export interface Hidden {
  readonly curators: string[];
  readonly collections: string[];
}

/** And what is taken from them just now. */
export interface HiddenAndWithheld extends Hidden {
  readonly withheld: Withheld;
}

const rows = z.array(z.object({ id: z.string(), before: z.bigint().nullable() }));

/**
 * Whom and what the viewer mutes, whom the viewer blocks, and who blocks the viewer; nothing of that without a viewer. And what is withheld: see
 * Withheld.
 */
export async function hiddenFrom(
  prisma: GraphQLContext['prisma'],
  viewerId: string | undefined,
  isCollectionFeed: boolean,
): Promise<HiddenAndWithheld> {
  const viewer = viewerId ?? null;
  const found = rows.parse(
    await prisma.$queryRaw`
      SELECT coalesce("muted_id", "collection_id"::text) AS "id", NULL::bigint AS "before" FROM "mutes" WHERE "curator_id" = ${viewer}
      UNION
      SELECT "blocked_id", NULL FROM "blocks" WHERE "blocker_id" = ${viewer}
      UNION
      SELECT "blocker_id", NULL FROM "blocks" WHERE "blocked_id" = ${viewer}
      UNION ALL
      SELECT "collection_id"::text, "before" FROM "feed_reshowings"
      WHERE ("audience" = 'VIEWERS' AND coalesce(${viewer} <> ALL("viewers"), TRUE)) OR ("audience" = 'COLLECTION_FEED' AND NOT ${isCollectionFeed})`,
  );
  const ids = found.flatMap(({ id, before }) => (before === null ? id : []));
  const withheld = found.flatMap(({ id, before }) => (before === null ? [] : { collectionId: id, before }));
  return { curators: ids.filter(isDid), collections: ids.filter((id) => !isDid(id)), withheld };
}
