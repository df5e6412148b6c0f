import { Prisma } from '../../../generated/prisma/client.ts';
import type { Transaction } from '../../../shared/infrastructure/database/Transaction.ts';

/** The id of a row of notification_changes that is yet to be written. */
export const nextChangeId = Prisma.sql`nextval(pg_get_serial_sequence('notification_changes', 'id'))`;

export interface NotificationUpdate {
  /** Who is locked: see lockedRecipients. */
  readonly recipientId: string;
  /** What to set. */
  readonly set: Prisma.Sql;
  /** Which of the recipient's notifications. */
  readonly where: Prisma.Sql;
}

/**
 * Updates a recipient's notifications, and writes a row to the log of changes for each: a live subscriber is told one thing at a time, since a
 * cursor names a position.
 *
 * @returns whether anything was updated.
 */
export async function updateNotifications(
  { client }: Transaction,
  { recipientId, set, where }: NotificationUpdate,
): Promise<boolean> {
  const written = await client.$executeRaw`
    WITH due AS MATERIALIZED (
      SELECT id, ${nextChangeId} AS change_id FROM (SELECT id FROM notifications WHERE ${where} ORDER BY seq) in_order
    ), updated AS (
      UPDATE notifications SET ${set}, change_id = due.change_id FROM due WHERE notifications.id = due.id
    )
    INSERT INTO notification_changes (id, op, recipient_id) SELECT change_id, 'UPDATED', ${recipientId} FROM due`;
  return written > 0;
}
