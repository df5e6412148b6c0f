import { Prisma } from '../../../generated/prisma/client.ts';
import type { KeyRange } from '../../../shared/application/EventHandler.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { FanOut } from '../application/FanOut.ts';
import type { NewNotification } from '../domain/NewNotification.ts';
import { notificationKinds } from '../domain/NotificationKind.ts';
import { defaultRecipientsPerPage, isWithin, splitIntoRanges } from './keyRanges.ts';
import { nextChangeId } from './notificationChanges.ts';
import { instant, uuid } from './sqlValues.ts';

export interface PrismaFanOutOptions<Event> {
  readonly database: Database;
  /** Who is to be told: a query of one column, `id`, each id once. */
  readonly recipients: (event: Event) => Prisma.Sql;
  /** Called after each commit that wrote to the log of changes. Must not throw or block. */
  readonly onChanged: () => void;
  /** Default 1,000. */
  readonly recipientsPerPage?: number;
}

/** Lower is more specific, and of equal ones earlier. */
const precedence = (row: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`array_position(${notificationKinds}::text[]::notification_kind[], ${row}.kind), ${row}.seq`;

/** One statement for a page of recipients, in the order of their ids: two that meet at the same recipients wait for each other, never in a circle. */
export class PrismaFanOut<Event> implements FanOut<Event> {
  readonly #options: PrismaFanOutOptions<Event>;

  constructor(options: PrismaFanOutOptions<Event>) {
    this.#options = options;
  }

  async split(event: Event): Promise<readonly KeyRange[]> {
    const { database, recipients, recipientsPerPage = defaultRecipientsPerPage } = this.#options;
    return splitIntoRanges(database.transaction.client, recipients(event), recipientsPerPage);
  }

  /**
   * Writes one row to the log of changes, if it told anybody. What was retracted is as good as never told: a cause that stands takes its
   * place. What was read remains read, also when a more specific kind takes over: it is still one notification.
   */
  async notify(event: Event, notification: NewNotification, range: KeyRange): Promise<void> {
    const { transaction } = this.#options.database;
    const { kind, correlationId, seq, actorId, cardId, createdAt } = notification;
    const written = await transaction.client.$executeRaw`
      WITH change AS MATERIALIZED (SELECT ${nextChangeId} AS id),
      told AS (
        INSERT INTO notifications AS present (recipient_id, correlation_id, kind, seq, actor_id, card_id, created_at, change_id)
        SELECT recipients.id, ${uuid(correlationId)}, ${kind}::notification_kind, ${seq}, ${actorId}, ${uuid(cardId)}, ${instant(createdAt)}, change.id
        FROM (${this.#options.recipients(event)}) recipients, change
        WHERE recipients.id <> ${actorId} AND ${isWithin(Prisma.sql`recipients.id`, range)}
        ORDER BY recipients.id
        ON CONFLICT (recipient_id, correlation_id) DO UPDATE
        SET kind = EXCLUDED.kind, seq = EXCLUDED.seq, actor_id = EXCLUDED.actor_id, card_id = EXCLUDED.card_id,
          created_at = EXCLUDED.created_at, change_id = EXCLUDED.change_id, retracted_at = NULL
        WHERE present.retracted_at IS NOT NULL OR (${precedence(Prisma.sql`EXCLUDED`)}) < (${precedence(Prisma.sql`present`)})
        RETURNING 1
      )
      INSERT INTO notification_changes (id, op) SELECT id, 'ADDED' FROM change WHERE EXISTS (SELECT FROM told)`;
    if (written > 0) transaction.afterCommit(this.#options.onChanged);
  }
}
