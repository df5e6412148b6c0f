import { Prisma } from '../../../generated/prisma/client.ts';
import type { Transaction } from '../../../shared/infrastructure/database/Transaction.ts';
import type { NotificationChangeOp } from '../application/NotificationChange.ts';

/** The id of a row of notification_changes that is yet to be written. */
export const nextChangeId = Prisma.sql`nextval(pg_get_serial_sequence('notification_changes', 'id'))`;

export interface NotificationUpdate {
  readonly op: NotificationChangeOp;
  /** The only recipient concerned; null where there may be many. */
  readonly recipientId: string | null;
  /** What to set. */
  readonly set: Prisma.Sql;
  /** Which notifications. */
  readonly where: Prisma.Sql;
}

/**
 * Updates notifications, and writes a row to the log of changes for each notification of a recipient: a live subscriber is told one
 * thing at a time, since a cursor names a position. So a page of many recipients with one each costs one row. None if there is nothing to update.
 *
 * Locks in the order of recipients: see PrismaFanOut.
 *
 * @returns whether anything was updated.
 */
export async function updateNotifications(
  { client }: Transaction,
  { op, recipientId, set, where }: NotificationUpdate,
): Promise<boolean> {
  const written = await client.$executeRaw`
    WITH due AS (
      SELECT id, recipient_id FROM notifications WHERE ${where} ORDER BY recipient_id, correlation_id FOR UPDATE
    ), numbered AS (
      SELECT id, row_number() OVER (PARTITION BY recipient_id ORDER BY id) AS nth FROM due
    ), changes AS MATERIALIZED (
      SELECT nth, ${nextChangeId} AS id FROM (SELECT DISTINCT nth FROM numbered ORDER BY nth) distinct_nths
    ), updated AS (
      UPDATE notifications SET ${set}, change_id = changes.id
      FROM numbered JOIN changes USING (nth) WHERE notifications.id = numbered.id
    )
    INSERT INTO notification_changes (id, op, recipient_id)
    SELECT id, ${op}::notification_change_op, ${recipientId} FROM changes`;
  return written > 0;
}
