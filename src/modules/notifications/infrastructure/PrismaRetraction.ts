import { Prisma } from '../../../generated/prisma/client.ts';
import type { KeyRange } from '../../../shared/application/EventHandler.ts';
import type { IDomainEvent } from '../../../shared/domain/events/IDomainEvent.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { Retraction } from '../application/Retraction.ts';
import { defaultRecipientsPerPage, isWithin, splitIntoRanges } from './keyRanges.ts';
import { updateNotifications } from './notificationChanges.ts';
import { instant } from './sqlValues.ts';

export interface PrismaRetractionOptions<Event> {
  readonly database: Database;
  /** Which notifications the event took the ground from: a condition on `notifications`. */
  readonly undone: (event: Event) => Prisma.Sql;
  /** Whether what was read goes too. Default: it stays. */
  readonly evenRead?: boolean;
  /** Called after each commit that wrote to the log of changes. Must not throw or block. */
  readonly onChanged: () => void;
  /** Default 1,000. */
  readonly recipientsPerPage?: number;
}

/** Retracted notifications remain as tombstones, so that those who follow the log of changes find what to take off their screens. */
export class PrismaRetraction<Event extends IDomainEvent> implements Retraction<Event> {
  readonly #options: PrismaRetractionOptions<Event>;

  constructor(options: PrismaRetractionOptions<Event>) {
    this.#options = options;
  }

  async split(event: Event, before: bigint): Promise<readonly KeyRange[]> {
    const { database, recipientsPerPage = defaultRecipientsPerPage } = this.#options;
    const recipients = Prisma.sql`SELECT DISTINCT recipient_id AS id FROM notifications WHERE ${this.#due(event, before)}`;
    return splitIntoRanges(database.transaction.client, recipients, recipientsPerPage);
  }

  async retract(event: Event, before: bigint, range: KeyRange): Promise<void> {
    const { transaction } = this.#options.database;
    const changed = await updateNotifications(transaction, {
      op: 'REMOVED',
      recipientId: null,
      set: Prisma.sql`retracted_at = ${instant(event.dateTimeOccurred)}`,
      where: Prisma.sql`${this.#due(event, before)} AND ${isWithin(Prisma.sql`recipient_id`, range)}`,
    });
    if (changed) transaction.afterCommit(this.#options.onChanged);
  }

  #due(event: Event, before: bigint): Prisma.Sql {
    const unread = this.#options.evenRead ? Prisma.sql`TRUE` : Prisma.sql`read_at IS NULL`;
    return Prisma.sql`${this.#options.undone(event)} AND seq < ${before} AND ${unread} AND retracted_at IS NULL`;
  }
}
