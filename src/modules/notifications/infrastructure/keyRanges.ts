import { Prisma } from '../../../generated/prisma/client.ts';
import type { KeyRange } from '../../../shared/application/EventHandler.ts';
import type { SqlClient } from '../../../shared/infrastructure/database/SqlClient.ts';

/** Recipients that one transaction is concerned with. */
export const defaultRecipientsPerPage = 1_000;

/** Whether the id lies within the range. */
export function isWithin(id: Prisma.Sql, { after, upTo }: KeyRange): Prisma.Sql {
  const above = after === null ? Prisma.sql`TRUE` : Prisma.sql`${id} > ${after}`;
  const below = upTo === null ? Prisma.sql`TRUE` : Prisma.sql`${id} <= ${upTo}`;
  return Prisma.sql`${above} AND ${below}`;
}

/**
 * Divides recipients, in the order of their ids, into ranges of `perPage`. The first and the last are open, so that together they take in
 * whoever else becomes a recipient meanwhile.
 *
 * @param recipients a query of one column, `id`, each id once.
 */
export async function splitIntoRanges(
  client: SqlClient,
  recipients: Prisma.Sql,
  perPage: number,
): Promise<readonly KeyRange[]> {
  const boundaries = await client.$queryRaw<{ id: string }[]>`
    SELECT id FROM (
      SELECT id, row_number() OVER in_order AS place, lead(id) OVER in_order AS next
      FROM (${recipients}) recipients WINDOW in_order AS (ORDER BY id)
    ) placed
    WHERE place % ${perPage} = 0 AND next IS NOT NULL ORDER BY id`;
  return rangesOf(boundaries.map(({ id }) => id));
}

/** Ranges that end at these ids, and a last one without an end. */
export const rangesOf = (ends: readonly string[]): readonly KeyRange[] =>
  [...ends, null].map((upTo, index) => ({ after: ends[index - 1] ?? null, upTo }));
