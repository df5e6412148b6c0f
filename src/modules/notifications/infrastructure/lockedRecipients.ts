import { Prisma } from '../../../generated/prisma/client.ts';
import type { SqlClient } from '../../../shared/infrastructure/database/SqlClient.ts';

/**
 * Whoever writes a recipient's notifications locks the recipient first, and of several recipients all of them, in the order of their ids: any
 * number of transactions that meet at the same wait for each other, never in a circle, and whichever comes next sees, in its next
 * statement, all that those before it wrote. Notifications and their causes need no locks or conflict clauses of their own then.
 *
 * The lock is on the curator's row, and lets foreign keys to it be checked meanwhile: nothing is written for it that a foreign key does not write.
 *
 * @param due a query with a column `id` of recipients; it may name one several times.
 * @returns a query of its columns, once the recipients are locked.
 */
export const lockedRecipients = (due: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT due.* FROM (SELECT * FROM (${due}) unordered ORDER BY id) due,
    LATERAL (SELECT FROM curators WHERE curators.id = due.id FOR NO KEY UPDATE) locked`;

/** The same for one. Resolves to whether there is such a curator. */
export async function lockRecipient(client: SqlClient, recipientId: string): Promise<boolean> {
  const locked = await client.$queryRaw<unknown[]>`SELECT FROM curators WHERE id = ${recipientId} FOR NO KEY UPDATE`;
  return locked.length > 0;
}
