import { z } from 'zod';
import type { CardPage } from '../../../graphql/CardList.ts';
import type { GraphQLContext } from '../../../graphql/context.ts';
import { badUserInput } from '../../../graphql/errors.ts';

export const maxSearchLength = 200;

const rows = z.array(z.object({ cardId: z.string(), addedAt: z.date() }));
const beforeAll = { at: new Date('9999-12-31T00:00:00Z'), id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/** What to search for; undefined to show all. Throws BAD_USER_INPUT for what is too long and for what PostgreSQL cannot read. */
export function toSearch(search: string | null | undefined): string | undefined {
  if (typeof search !== 'string') return undefined;
  if (search.length > maxSearchLength)
    throw badUserInput(`search must be at most ${maxSearchLength} characters`, 'search');
  if (search.includes('\0') || !search.isWellFormed()) throw badUserInput('search must be well-formed text', 'search');
  return search;
}

/**
 * The last saved cards of a library that have these words, and when they were saved; none for what has no word in it.
 *
 * PostgreSQL finds rare words by the index of words, of all cards, and common ones by walking through the library from its end. It sees the values as
 * it plans, so it can tell. Both cost no more than the library is long.
 */
export async function searchLibrary(
  prisma: GraphQLContext['prisma'],
  { curatorId, searched, from = beforeAll, take }: CardPage & { readonly curatorId: string; readonly searched: string },
): Promise<z.infer<typeof rows>> {
  const found = await prisma.$queryRaw`
    SELECT m."card_id" AS "cardId", m."added_at" AS "addedAt"
    FROM "library_memberships" m JOIN "cards" c ON c."id" = m."card_id"
    WHERE m."curator_id" = ${curatorId} AND c."search" @@ card_search_query(${searched})
      AND (m."added_at", m."card_id") < (${from.at}, ${from.id}::uuid)
    ORDER BY m."added_at" DESC, m."card_id" DESC LIMIT ${take}`;
  return rows.parse(found);
}
