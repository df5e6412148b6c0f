import { Prisma } from '../../../generated/prisma/client.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { NotificationStore, ReadUpTo, UnreadCounts } from '../application/NotificationStore.ts';
import type { NotificationId } from '../domain/NotificationId.ts';
import { lockRecipient } from './lockedRecipients.ts';
import { updateNotifications } from './notificationChanges.ts';
import { instant, uuids } from './sqlValues.ts';

/** Part of an index: see the partial index on what is unread. */
const unread = Prisma.sql`read_at IS NULL AND retracted_at IS NULL`;

const valuesOf = (ids: readonly NotificationId[]): string[] => ids.map(({ value }) => value);

/**
 * The ids of the log of changes are drawn while the recipient is locked (see lockedRecipients): of one recipient they are in the order of
 * commits, so whatever is told after a list was read has a greater one than all that was in it. Being seen, or losing a cause, tells nothing
 * new: see `told_change_id`, which releases from before do not write.
 */
const wasThere = ({ seq, changeId }: ReadUpTo): Prisma.Sql =>
  Prisma.sql`seq <= ${seq} AND coalesce(told_change_id, change_id) <= ${changeId}`;

export class PrismaNotificationStore implements NotificationStore {
  readonly #database: Database;
  readonly #onChanged: () => void;

  /** @param onChanged is called after each commit that wrote to the log of changes. Must not throw or block. */
  constructor(database: Database, onChanged: () => void) {
    this.#database = database;
    this.#onChanged = onChanged;
  }

  async findForeign(recipientId: string, ids: readonly NotificationId[]): Promise<readonly string[]> {
    const foreign = await this.#database.transaction.client.$queryRaw<{ id: string }[]>`
      SELECT given.id FROM unnest(${uuids(valuesOf(ids))}) given(id)
      WHERE NOT EXISTS (SELECT FROM notifications n WHERE n.id = given.id AND n.recipient_id = ${recipientId})`;
    return foreign.map(({ id }) => id);
  }

  async markRead(recipientId: string, ids: readonly NotificationId[], at: Date): Promise<void> {
    await this.#update(recipientId, {
      set: Prisma.sql`read_at = ${instant(at)}, seen_at = coalesce(seen_at, ${instant(at)})`,
      where: Prisma.sql`recipient_id = ${recipientId} AND id = ANY(${uuids(valuesOf(ids))}) AND ${unread}`,
    });
  }

  async markSeen(recipientId: string, ids: readonly NotificationId[], at: Date): Promise<void> {
    await this.#update(recipientId, {
      set: Prisma.sql`seen_at = ${instant(at)}`,
      where: Prisma.sql`recipient_id = ${recipientId} AND id = ANY(${uuids(valuesOf(ids))}) AND seen_at IS NULL AND ${unread}`,
    });
  }

  /** One row in the log of changes, which no notification names: whoever reads it knows what it did. */
  async markAllRead(recipientId: string, upTo: ReadUpTo | undefined, at: Date): Promise<void> {
    const { transaction } = this.#database;
    await lockRecipient(transaction.client, recipientId);
    const due = upTo === undefined ? Prisma.sql`TRUE` : wasThere(upTo);
    const written = await transaction.client.$executeRaw`
      WITH read AS (
        UPDATE notifications SET read_at = ${instant(at)}, seen_at = coalesce(seen_at, ${instant(at)})
        WHERE recipient_id = ${recipientId} AND ${due} AND ${unread} RETURNING id
      )
      INSERT INTO notification_changes (op, recipient_id) SELECT 'ALL_READ', ${recipientId} WHERE EXISTS (SELECT FROM read)`;
    if (written > 0) transaction.afterCommit(this.#onChanged);
  }

  async countUnread(recipientId: string): Promise<UnreadCounts> {
    const [row] = await this.#database.transaction.client.$queryRaw<UnreadCounts[]>`
      SELECT count(*)::int AS "unreadCount", count(*) FILTER (WHERE seen_at IS NULL)::int AS "unseenCount"
      FROM notifications WHERE recipient_id = ${recipientId} AND ${unread}`;
    if (!row) throw new Error('unreachable: count has a row');
    return row;
  }

  async #update(recipientId: string, { set, where }: { readonly set: Prisma.Sql; readonly where: Prisma.Sql }) {
    const { transaction } = this.#database;
    await lockRecipient(transaction.client, recipientId);
    if (await updateNotifications(transaction, { recipientId, set, where })) transaction.afterCommit(this.#onChanged);
  }
}
