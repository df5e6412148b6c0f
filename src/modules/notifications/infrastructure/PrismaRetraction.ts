import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { Delivered, KeyRange } from '../../../shared/application/EventHandler.ts';
import type { IDomainEvent } from '../../../shared/domain/events/IDomainEvent.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { Due } from '../application/inCompany.ts';
import { everyone } from '../application/RecipientPages.ts';
import type { Retraction } from '../application/Retraction.ts';
import { defaultRecipientsPerPage, fewRecipients, rangeColumns, splitIntoRanges } from './keyRanges.ts';
import { lockedRecipients } from './lockedRecipients.ts';
import { lostCauses, shrinkNotifications } from './shrinkNotifications.ts';
import { itemsOf, rowsOf } from './sqlRows.ts';
import { tellLesser } from './tellLesser.ts';
import type { Undone } from './undone.ts';

export interface PrismaRetractionOptions<Event> {
  readonly database: Database;
  readonly undone: Undone<Event>;
  /** Called after each commit that wrote to the log of changes. Must not throw or block. */
  readonly onChanged: () => void;
  /** Default 1,000. */
  readonly recipientsPerPage?: number;
}

const recipientRows = z.array(z.object({ id: z.string() }));

const lostOfRecipients = z.array(
  lostCauses.element.extend({ recipientId: z.string(), correlationId: z.string(), wasRead: z.boolean() }),
);

/**
 * Four statements for all that is undone: one that locks the recipients, one that deletes the causes, one for what is left of the notifications, and
 * one for what had given way to the causes.
 */
export class PrismaRetraction<Event extends IDomainEvent> implements Retraction<Event> {
  readonly #options: PrismaRetractionOptions<Event>;

  constructor(options: PrismaRetractionOptions<Event>) {
    this.#options = options;
  }

  async concerningFew(deliveries: readonly Delivered<Event>[]): Promise<ReadonlySet<Delivered<Event>>> {
    const given = this.#given(deliveries.map((delivery) => ({ delivery, range: everyone })));
    const few = await this.#options.database.transaction.client.$queryRaw<unknown[]>`
      SELECT given.nth FROM ${given}
      WHERE (SELECT count(*) FROM (SELECT FROM (${this.#undone}) undone LIMIT ${fewRecipients + 1}) counted) <= ${fewRecipients}`;
    return new Set(itemsOf(deliveries, few));
  }

  async split(delivery: Delivered<Event>): Promise<readonly KeyRange[]> {
    const { database, recipientsPerPage = defaultRecipientsPerPage } = this.#options;
    const recipients = Prisma.sql`
      SELECT DISTINCT recipient_id AS id FROM ${this.#given([{ delivery, range: everyone }])}, LATERAL (${this.#undone}) undone`;
    return splitIntoRanges(database.transaction.client, recipients, recipientsPerPage);
  }

  async retract(due: readonly Due<Event>[]): Promise<void> {
    if (due.length === 0) return;
    const { transaction } = this.#options.database;
    const undone = Prisma.sql`${this.#given(due)}, LATERAL (${this.#undone}) undone`;
    const { mayBeTelling = [] } = this.#options.undone;
    const concerned = [
      Prisma.sql`SELECT recipient_id AS id FROM ${undone}`,
      ...mayBeTelling.map(
        (column) =>
          Prisma.sql`SELECT ${column === 'actor' ? Prisma.sql`actor` : Prisma.sql`recipient`} FROM ${this.#given(due)}`,
      ),
    ];
    const locked = recipientRows.parse(
      await transaction.client.$queryRaw(
        lockedRecipients(Prisma.sql`SELECT DISTINCT id FROM (${Prisma.join(concerned, ' UNION ALL ')}) concerned`),
      ),
    );
    if (locked.length === 0) return;
    // Whoever is told meanwhile, of something else, is not among them.
    const lost = lostOfRecipients.parse(
      await transaction.client.$queryRaw`
        WITH lost AS MATERIALIZED (
          SELECT DISTINCT recipient_id, correlation_id, kind, seq FROM ${undone} WHERE recipient_id = ANY(${locked.map(({ id }) => id)}::text[])
        ), lesser AS (
          DELETE FROM notification_lesser_causes c USING lost
          WHERE c.recipient_id = lost.recipient_id AND c.correlation_id = lost.correlation_id AND c.kind = lost.kind AND c.seq = lost.seq
        )
        DELETE FROM notification_causes c USING lost
        WHERE c.recipient_id = lost.recipient_id AND c.correlation_id = lost.correlation_id AND c.kind = lost.kind AND c.seq = lost.seq
        RETURNING c.recipient_id AS "recipientId", c.correlation_id AS "correlationId", c.notification_id AS "notificationId", c.actor_id AS "actorId",
          (SELECT n.read_at IS NOT NULL FROM notifications n WHERE n.id = c.notification_id) AS "wasRead"`,
    );
    const hasShrunk = await shrinkNotifications(transaction.client, lost);
    if ((await tellLesser(transaction.client, lost)) || hasShrunk) transaction.afterCommit(this.#options.onChanged);
  }

  /** What is undone of what `given` names, told or not: causes by their key. Whatever of it was read stays, as a rule. */
  get #undone(): Prisma.Sql {
    const { isUndone, reachesRead = false } = this.#options.undone;
    const isReached = Prisma.sql`(${reachesRead} OR EXISTS (SELECT FROM notifications n WHERE n.id = cause.notification_id AND n.read_at IS NULL))`;
    const causes = isUndone.flatMap((condition) => [
      Prisma.sql`${this.#among(Prisma.sql`notification_causes`, condition)} AND ${isReached}`,
      this.#among(Prisma.sql`notification_lesser_causes`, condition),
    ]);
    return Prisma.sql`SELECT * FROM (${Prisma.join(causes, ' UNION ALL ')}) causes OFFSET 0`;
  }

  #among(table: Prisma.Sql, condition: Prisma.Sql): Prisma.Sql {
    return Prisma.sql`
      SELECT cause.recipient_id, cause.correlation_id, cause.kind, cause.seq FROM ${table} cause
      WHERE ${condition} AND cause.seq < given.before
        AND cause.recipient_id > given.after AND (given.up_to IS NULL OR cause.recipient_id <= given.up_to)`;
  }

  #given(due: readonly Due<Event>[]): Prisma.Sql {
    const rows = rowsOf(due, ({ delivery: { event, metadata }, range }) => {
      const { card = null, collection = null, actor = null, recipient = null } = this.#options.undone.keyOf(event);
      return { card, collection, actor, recipient, before: metadata.seq, ...rangeColumns(range) };
    });
    return Prisma.sql`jsonb_to_recordset(${rows}) given(nth int, card uuid, collection uuid, actor text, recipient text, before bigint,
      after text, up_to text)`;
  }
}
