import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { Delivered, KeyRange } from '../../../shared/application/EventHandler.ts';
import type { IDomainEvent } from '../../../shared/domain/events/IDomainEvent.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { FanOut, Tidings } from '../application/FanOut.ts';
import { everyone } from '../application/RecipientPages.ts';
import { defaultRecipientsPerPage, fewRecipients, rangeColumns, splitIntoRanges } from './keyRanges.ts';
import { lockedRecipients } from './lockedRecipients.ts';
import type { Recipients } from './recipients.ts';
import { itemsOf, rowsOf } from './sqlRows.ts';
import { tellRecipients } from './tellRecipients.ts';

export interface PrismaFanOutOptions<Event> {
  readonly database: Database;
  readonly recipients: Recipients<Event>;
  /** Called after each commit that wrote to the log of changes. Must not throw or block. */
  readonly onChanged: () => void;
  /** Default 1,000. */
  readonly recipientsPerPage?: number;
}

/**
 * For each row of `given` a scan of its range alone: neither bound may be NULL, or the condition is none for an index. Where there is no upper
 * one, the first branch finds nothing, and elsewhere the second is not begun. OFFSET 0 keeps the planner from joining whole tables instead.
 */
const inRangeOf = ({ ofSubject }: Pick<Recipients<never>, 'ofSubject'>): Prisma.Sql => Prisma.sql`
  SELECT id FROM (${ofSubject}) bounded WHERE id > given.after AND id <= given.up_to
  UNION ALL
  SELECT id FROM (${ofSubject}) unbounded WHERE id > given.after AND given.up_to IS NULL
  OFFSET 0`;

const lockedRows = z.array(z.object({ nth: z.int(), id: z.string() }));

/** Two statements for all that is to be told: one that finds and locks the recipients, and one that tells them. */
export class PrismaFanOut<Event extends IDomainEvent> implements FanOut<Event> {
  readonly #options: PrismaFanOutOptions<Event>;

  constructor(options: PrismaFanOutOptions<Event>) {
    this.#options = options;
  }

  async concerningFew(deliveries: readonly Delivered<Event>[]): Promise<ReadonlySet<Delivered<Event>>> {
    const { database, recipients } = this.#options;
    if (recipients.isOne) return new Set(deliveries);
    const given = rowsOf(deliveries, ({ event }) => ({ subject: recipients.subjectOf(event) }));
    const few = await database.transaction.preparing.$queryRaw<unknown[]>`
      SELECT given.nth FROM jsonb_to_recordset(${given}) given(nth int, subject text)
      WHERE (SELECT count(*) FROM (SELECT FROM (${recipients.ofSubject}) all_recipients LIMIT ${fewRecipients + 1}) counted) <= ${fewRecipients}`;
    return new Set(itemsOf(deliveries, few));
  }

  async split({ event }: Delivered<Event>): Promise<readonly KeyRange[]> {
    const { database, recipients, recipientsPerPage = defaultRecipientsPerPage } = this.#options;
    if (recipients.isOne) return [everyone];
    const all = Prisma.sql`
      SELECT id FROM (SELECT ${recipients.subjectOf(event)}::text AS subject) given, LATERAL (${recipients.ofSubject}) of_subject`;
    return splitIntoRanges(database.transaction.client, all, recipientsPerPage);
  }

  async notify(tidings: readonly Tidings<Event>[]): Promise<void> {
    if (tidings.length === 0) return;
    const { transaction } = this.#options.database;
    const found = await this.#lockRecipients(tidings);
    if (found.size === 0) return;
    const tellings = tidings.flatMap(({ notification }, nth) => {
      const recipientIds = found.get(nth);
      return recipientIds ? [{ notification, recipientIds }] : [];
    });
    if (await tellRecipients(transaction.preparing, tellings)) transaction.afterCommit(this.#options.onChanged);
  }

  /** By the place of their tidings. */
  async #lockRecipients(tidings: readonly Tidings<Event>[]): Promise<ReadonlyMap<number, readonly string[]>> {
    const { database, recipients } = this.#options;
    const given = rowsOf(tidings, ({ event, notification, range }) => ({
      subject: recipients.subjectOf(event),
      actor_id: notification.actorId,
      ...rangeColumns(range),
    }));
    const rows = await database.transaction.preparing.$queryRaw(
      lockedRecipients(Prisma.sql`
        SELECT given.nth, recipients.id
        FROM jsonb_to_recordset(${given}) given(nth int, subject text, actor_id text, after text, up_to text),
          LATERAL (${inRangeOf(recipients)}) recipients
        WHERE recipients.id <> given.actor_id`),
    );
    const byTidings = Map.groupBy(lockedRows.parse(rows), ({ nth }) => nth);
    return new Map([...byTidings].map(([nth, found]) => [nth, found.map(({ id }) => id)]));
  }
}
