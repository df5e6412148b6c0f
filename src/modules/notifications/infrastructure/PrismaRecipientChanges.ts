import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import {
  type NotificationChange,
  notificationChangeOps,
  type RecipientChange,
} from '../application/NotificationChange.ts';
import type { RecipientChanges } from '../application/RecipientChanges.ts';

/** Up to so many recipients are asked for by name at once. */
const fewRecipients = 100;
/** If there are more, a batch of up to so many notifications is read whole. */
const fewNotifications = 2_000;

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
    const changeIds = concerning.filter(({ op }) => op !== 'ALL_READ').map(({ changeId }) => changeId);
    const naming = Map.groupBy(await this.#naming(changeIds, connected), ({ changeId }) => changeId);
    return concerning.flatMap((change) => toRecipientChanges(change, naming.get(change.changeId) ?? []));
  }

  /** Most batches concern few, and are read whole sooner than hundreds of recipients are named to the database. */
  async #naming(changeIds: readonly string[], recipientIds: ReadonlySet<string>): Promise<readonly Naming[]> {
    if (changeIds.length === 0) return [];
    const named = Prisma.sql`change_id = ANY(${changeIds}::bigint[])`;
    if (recipientIds.size > fewRecipients) {
      const all = await this.#select(Prisma.sql`${named} LIMIT ${fewNotifications + 1}`);
      if (all.length <= fewNotifications) return all.filter(({ recipientId }) => recipientIds.has(recipientId));
    }
    return this.#select(Prisma.sql`${named} AND recipient_id = ANY(${[...recipientIds]}::text[])`);
  }

  async #select(where: Prisma.Sql): Promise<readonly Naming[]> {
    const rows = await this.#database.client.$queryRaw`
      SELECT change_id AS "changeId", recipient_id AS "recipientId", id FROM notifications WHERE ${where}`;
    return namingRows.parse(rows);
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
  if (op !== 'ALL_READ') return naming.map((n) => ({ position, op, recipientId: n.recipientId, notificationId: n.id }));
  return recipientId === null ? [] : [{ position, op, recipientId, notificationId: null }];
}
