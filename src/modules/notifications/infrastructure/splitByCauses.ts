import { z } from 'zod';
import type { Prisma } from '../../../generated/prisma/client.ts';
import type { KeyRange } from '../../../shared/application/EventHandler.ts';
import type { SqlClient } from '../../../shared/infrastructure/database/SqlClient.ts';

export interface CausesToSplit {
  /** What is divided. */
  readonly range: KeyRange;
  /** A query of one column, `id`: the recipients of the first causes in the range, each as often as they have one. */
  readonly causes: Prisma.Sql;
  /** How many causes that query gives at most. */
  readonly limit: number;
  readonly recipientsPerPage: number;
  readonly causesPerPage: number;
}

const boundaries = z.array(z.object({ id: z.string() }));

/**
 * Divides a range of recipients into such as have about so many causes, and not more than so many recipients, in the order of their ids. Of one recipient
 * it makes no more than one: a page with more causes than that is to be done several times. Where not all were looked at, what is behind them is one page,
 * however many they are: it is to be divided in its turn, and always is smaller than what it is a part of.
 */
export async function splitByCauses(
  client: SqlClient,
  { range, causes, limit, recipientsPerPage, causesPerPage }: CausesToSplit,
): Promise<readonly KeyRange[]> {
  const rows = await client.$queryRaw`
    WITH recipients AS (
      SELECT id, count(*) AS causes FROM (${causes}) causes GROUP BY id
    ), weighed AS (
      SELECT id, greatest(causes * ${recipientsPerPage}::bigint, ${causesPerPage}::bigint) AS weight, sum(causes) OVER () AS all_causes FROM recipients
    ), placed AS (
      SELECT id, all_causes, lead(id) OVER in_order AS next,
        floor((sum(weight) OVER in_order - weight) / (${recipientsPerPage}::bigint * ${causesPerPage}::bigint)) AS page,
        floor(sum(weight) OVER in_order / (${recipientsPerPage}::bigint * ${causesPerPage}::bigint)) AS next_page
      FROM weighed WINDOW in_order AS (ORDER BY id)
    )
    SELECT id FROM placed WHERE CASE WHEN next IS NULL THEN all_causes >= ${limit} ELSE next_page > page END ORDER BY id`;
  const ends = boundaries.parse(rows).map(({ id }) => id);
  const further = ends.at(-1) === range.upTo ? ends.slice(0, -1) : ends;
  return [...further, range.upTo].map((upTo, index) => ({ after: further[index - 1] ?? range.after, upTo }));
}
