import type { Prisma } from '../../../generated/prisma/client.ts';
import type { KeyRange } from '../../../shared/application/EventHandler.ts';
import type { SqlClient } from '../../../shared/infrastructure/database/SqlClient.ts';

/** Recipients that one transaction is concerned with. */
export const defaultRecipientsPerPage = 1_000;

/** What concerns more recipients than that is not done in the company of others: they would wait for it. */
export const fewRecipients = 100;

const beforeAnyId = '';

/** A range as columns of a row: `id > after AND (up_to IS NULL OR id <= up_to)`. */
export const rangeColumns = ({ after, upTo }: KeyRange) => ({ after: after ?? beforeAnyId, up_to: upTo });

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
  const ends = boundaries.map(({ id }) => id);
  return [...ends, null].map((upTo, index) => ({ after: ends[index - 1] ?? null, upTo }));
}
