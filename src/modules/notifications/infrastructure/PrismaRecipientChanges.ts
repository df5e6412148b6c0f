import { z } from 'zod';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { NotificationChange, RecipientChange } from '../application/NotificationChange.ts';
import { notificationChangeOps } from '../application/NotificationChange.ts';
import type { RecipientChanges } from '../application/RecipientChanges.ts';

const readRows = z.array(
  z.object({
    position: z.bigint().transform(Number),
    op: z.enum(notificationChangeOps),
    notificationId: z.string().nullable(),
  }),
);

const namingRows = z.array(
  z.object({ changeId: z.bigint().transform(String), recipientId: z.string(), id: z.string() }),
);

type Naming = z.infer<typeof namingRows>[number];

export class PrismaRecipientChanges implements RecipientChanges {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async of(
    changes: readonly NotificationChange[],
    recipientIds: readonly string[],
  ): Promise<readonly RecipientChange[]> {
    const connected = new Set(recipientIds);
    const concerning = changes.filter(({ recipientId }) => recipientId === null || connected.has(recipientId));
    const naming = await this.#naming(concerning, recipientIds);
    return concerning.flatMap((change) => toRecipientChanges(change, naming.get(change.changeId) ?? []));
  }

  async #naming(
    changes: readonly NotificationChange[],
    recipientIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Naming[]>> {
    const changeIds = changes.filter(({ op }) => op !== 'ALL_READ').map(({ changeId }) => changeId);
    if (changeIds.length === 0) return new Map();
    const rows = await this.#database.client.$queryRaw`
      SELECT change_id AS "changeId", recipient_id AS "recipientId", id FROM notifications
      WHERE change_id = ANY(${changeIds}::bigint[]) AND recipient_id = ANY(${recipientIds}::text[])`;
    return Map.groupBy(namingRows.parse(rows), ({ changeId }) => changeId);
  }

  /** Of two ways to the same rows the planner takes the shorter: over the recipient's notifications, or over the changes in between. */
  async read(recipientId: string, after: number, upTo: number, limit: number): Promise<readonly RecipientChange[]> {
    const rows = await this.#database.client.$queryRaw`
      SELECT c.position, c.op, n.id AS "notificationId"
      FROM notification_changes c JOIN notifications n ON n.change_id = c.id
      WHERE n.recipient_id = ${recipientId} AND c.position > ${after} AND c.position <= ${upTo}
      UNION ALL
      SELECT c.position, c.op, NULL FROM notification_changes c
      WHERE c.recipient_id = ${recipientId} AND c.op = 'ALL_READ' AND c.position > ${after} AND c.position <= ${upTo}
      ORDER BY position LIMIT ${limit}`;
    return readRows.parse(rows).map((row) => ({ ...row, recipientId }));
  }
}

function toRecipientChanges(
  { position, op, recipientId }: NotificationChange,
  naming: readonly Naming[],
): RecipientChange[] {
  if (op !== 'ALL_READ')
    return naming.map(({ id, ...n }) => ({ position, op, recipientId: n.recipientId, notificationId: id }));
  return recipientId === null ? [] : [{ position, op, recipientId, notificationId: null }];
}
