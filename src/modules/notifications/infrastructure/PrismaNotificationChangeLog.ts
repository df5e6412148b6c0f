import { z } from 'zod';
import type { ChangeLog, LogHead, SequencedChanges } from '../../../shared/application/live/ChangeLog.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { type NotificationChange, notificationChangeOps } from '../application/NotificationChange.ts';

const position = z.bigint().transform(Number);
const sequencedRows = z.array(
  z.object({
    epoch: z.string(),
    position,
    changeId: z.bigint().transform(String),
    op: z.enum(notificationChangeOps),
    recipientId: z.string().nullable(),
  }),
);

/** Each call commits by itself, whatever transaction the caller is in: positions are for what others can see. */
export class PrismaNotificationChangeLog implements ChangeLog<NotificationChange> {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async head(): Promise<LogHead> {
    const { epoch, head, minimum } = await this.#database.client.notificationHead.findFirstOrThrow();
    return { epoch, head: Number(head), minimum: Number(minimum) };
  }

  async read(after: number, upTo: number, limit: number): Promise<readonly NotificationChange[]> {
    const rows = await this.#database.client.notificationChange.findMany({
      where: { position: { gt: after, lte: upTo } },
      orderBy: { position: 'asc' },
      take: limit,
    });
    return rows.map(({ id, position, op, recipientId }) => ({
      position: Number(position),
      changeId: String(id),
      op,
      recipientId,
    }));
  }

  async sequence(limit: number): Promise<SequencedChanges<NotificationChange> | undefined> {
    const rows = sequencedRows.parse(
      await this.#database.reserved.$queryRaw`
        SELECT epoch, position, id AS "changeId", op, recipient_id AS "recipientId"
        FROM sequence_notification_changes(${limit}::integer)`,
    );
    const [first] = rows;
    if (!first) return undefined;
    const changes = rows.map(({ position, changeId, op, recipientId }) => ({ position, changeId, op, recipientId }));
    return { epoch: first.epoch, changes };
  }
}
