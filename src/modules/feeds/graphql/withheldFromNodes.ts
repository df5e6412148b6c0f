import { z } from 'zod';
import type { GraphQLContext } from '../../../graphql/context.ts';
import type { Withheld } from './withheld.ts';

const rows = z.array(z.object({ collectionId: z.string(), before: z.bigint() }));
const asking = new WeakMap<GraphQLContext, Promise<Withheld>>();

/**
 * What is withheld from the viewer of activities that are asked for by their ids: read once for all that are asked for at once. Nothing is kept, as in
 * RowsById.
 */
export function withheldFromNodes(context: GraphQLContext): Promise<Withheld> {
  const asked = asking.get(context) ?? read(context).finally(() => asking.delete(context));
  asking.set(context, asked);
  return asked;
}

/** As hiddenFrom says it of a collection's own feed. */
async function read({ prisma, viewer }: GraphQLContext): Promise<Withheld> {
  return rows.parse(
    await prisma.$queryRaw`
      SELECT "collection_id"::text AS "collectionId", "before" FROM "feed_reshowings"
      WHERE "audience" = 'VIEWERS' AND coalesce(${viewer?.value ?? null} <> ALL("viewers"), TRUE)`,
  );
}
