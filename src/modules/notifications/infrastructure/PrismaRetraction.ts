import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { Delivered, KeyRange } from '../../../shared/application/EventHandler.ts';
import type { IDomainEvent } from '../../../shared/domain/events/IDomainEvent.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { Due } from '../application/inCompany.ts';
import { everyone } from '../application/RecipientPages.ts';
import type { Retraction } from '../application/Retraction.ts';
import { defaultRecipientsPerPage, fewRecipients } from './keyRanges.ts';
import { lockedRecipients } from './lockedRecipients.ts';
import { lostCauses, shrinkNotifications } from './shrinkNotifications.ts';
import { splitByCauses } from './splitByCauses.ts';
import { itemsOf } from './sqlRows.ts';
import { tellLesser } from './tellLesser.ts';
import type { Undone } from './undone.ts';
import { firstUndone, givenUndone, inOrderOfIndexes } from './undoneCauses.ts';

export interface RetractionSizes {
  /** Default 1,000. */
  readonly recipientsPerPage?: number;
  /** Taken back in one transaction: some tenths of a second. Default 2,000. */
  readonly causesPerPage?: number;
  /** Looked at to divide them into pages: what is behind them is one, and divided in its turn. Default 50,000. */
  readonly causesPerSplit?: number;
}

export interface PrismaRetractionOptions<Event> extends RetractionSizes {
  readonly database: Database;
  readonly undone: Undone<Event>;
  /** Called after each commit that wrote to the log of changes. Must not throw or block. */
  readonly onChanged: () => void;
}

const recipientRows = z.array(z.object({ id: z.string() }));

const lostOfRecipients = z.array(
  lostCauses.element.extend({ recipientId: z.string(), correlationId: z.string(), wasRead: z.boolean() }),
);
const retracted = z.tuple([z.object({ lost: lostOfRecipients, unfinished: z.array(z.object({ nth: z.int() })) })]);

/**
 * Four statements for all that is undone: one that locks the recipients, one that deletes the causes, one for what is left of the notifications, and
 * one for what had given way to the causes. None of them looks at many more causes than a page has.
 */
export class PrismaRetraction<Event extends IDomainEvent> implements Retraction<Event> {
  readonly #options: PrismaRetractionOptions<Event>;
  readonly #causesPerPage: number;

  constructor(options: PrismaRetractionOptions<Event>) {
    this.#options = options;
    this.#causesPerPage = options.causesPerPage ?? 2_000;
  }

  async concerningFew(deliveries: readonly Delivered<Event>[]): Promise<ReadonlySet<Delivered<Event>>> {
    const { database, undone } = this.#options;
    database.transaction.write(inOrderOfIndexes);
    const due = deliveries.map((delivery) => ({ delivery, range: everyone }));
    const some = firstUndone(undone, due, { limit: fewRecipients + 1, alsoRead: true });
    const few = await database.transaction.client.$queryRaw<unknown[]>`
      SELECT given.nth FROM ${givenUndone(undone, due)} WHERE (SELECT count(*) FROM (${some}) counted) <= ${fewRecipients}`;
    return new Set(itemsOf(deliveries, few));
  }

  async split(delivery: Delivered<Event>): Promise<readonly KeyRange[]> {
    const { database, undone, recipientsPerPage = defaultRecipientsPerPage, causesPerSplit = 50_000 } = this.#options;
    database.transaction.write(inOrderOfIndexes);
    const range = delivery.page ?? everyone;
    const due = [{ delivery, range }];
    // A page that ends somewhere was cut out with few causes in it, or of one recipient.
    const limit = range.upTo === null ? causesPerSplit : 2 * this.#causesPerPage;
    const first = firstUndone(undone, due, { limit, alsoRead: true });
    return splitByCauses(database.transaction.client, {
      range,
      causes: Prisma.sql`SELECT first.recipient_id AS id FROM ${givenUndone(undone, due)}, LATERAL (${first}) first`,
      limit,
      recipientsPerPage,
      causesPerPage: this.#causesPerPage,
    });
  }

  async retract(due: readonly Due<Event>[]): Promise<readonly Due<Event>[]> {
    if (due.length === 0) return [];
    const { transaction } = this.#options.database;
    transaction.write(inOrderOfIndexes);
    const locked = recipientRows.parse(await transaction.client.$queryRaw(lockedRecipients(this.#concernedBy(due))));
    if (locked.length === 0) return [];
    // Whoever is told meanwhile, of something else, is not among them.
    const recipientIds = locked.map(({ id }) => id);
    const { lost, unfinished } = await this.#deleteCauses(due, recipientIds);
    const hasShrunk = await shrinkNotifications(transaction.client, lost);
    if ((await tellLesser(transaction.client, lost)) || hasShrunk) transaction.afterCommit(this.#options.onChanged);
    return itemsOf(due, unfinished);
  }

  /** As many as a page has, of each that is due: what they were, and of which there are more. */
  async #deleteCauses(due: readonly Due<Event>[], recipientIds: readonly string[]) {
    const perPage = this.#causesPerPage;
    const undone = firstUndone(this.#options.undone, due, {
      limit: perPage + 1,
      recipientIds,
    });
    const [deleted] = retracted.parse(
      await this.#options.database.transaction.client.$queryRaw`
        WITH undone AS MATERIALIZED (
          SELECT given.nth, undone.*, row_number() OVER (PARTITION BY given.nth ORDER BY recipient_id) AS place
          FROM ${givenUndone(this.#options.undone, due)}, LATERAL (${undone}) undone
        ), lost AS MATERIALIZED (
          SELECT DISTINCT recipient_id, correlation_id, kind, seq FROM undone WHERE place <= ${perPage}
        ), lesser AS (
          DELETE FROM notification_lesser_causes c USING lost
          WHERE c.recipient_id = lost.recipient_id AND c.correlation_id = lost.correlation_id AND c.kind = lost.kind AND c.seq = lost.seq
        ), told AS (
          DELETE FROM notification_causes c USING lost
          WHERE c.recipient_id = lost.recipient_id AND c.correlation_id = lost.correlation_id AND c.kind = lost.kind AND c.seq = lost.seq
          RETURNING c.recipient_id AS "recipientId", c.correlation_id AS "correlationId", c.notification_id AS "notificationId", c.actor_id AS "actorId",
            (SELECT n.read_at IS NOT NULL FROM notifications n WHERE n.id = c.notification_id) AS "wasRead"
        )
        SELECT (SELECT coalesce(jsonb_agg(told), '[]') FROM told) AS lost,
          (SELECT coalesce(jsonb_agg(unfinished), '[]') FROM (SELECT nth FROM undone WHERE place > ${perPage}) unfinished) AS unfinished`,
    );
    return deleted;
  }

  /** The recipients of what is taken back first, and whoever may be about to be told of it. */
  #concernedBy(due: readonly Due<Event>[]): Prisma.Sql {
    const { undone } = this.#options;
    const given = givenUndone(undone, due);
    const first = firstUndone(undone, due, { limit: this.#causesPerPage + 1 });
    const concerned = [
      Prisma.sql`SELECT first.recipient_id AS id FROM ${given}, LATERAL (${first}) first`,
      ...(undone.mayBeTelling ?? []).map(
        (column) => Prisma.sql`SELECT ${column === 'actor' ? Prisma.sql`actor` : Prisma.sql`recipient`} FROM ${given}`,
      ),
    ];
    return Prisma.sql`SELECT DISTINCT id FROM (${Prisma.join(concerned, ' UNION ALL ')}) concerned`;
  }
}
