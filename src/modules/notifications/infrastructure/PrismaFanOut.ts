import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { FanOut, Split, Tidings } from '../application/FanOut.ts';
import { notificationKinds } from '../domain/NotificationKind.ts';
import { isHidden } from './hidden.ts';
import { defaultRecipientsPerPage, rangesOf } from './keyRanges.ts';
import { nextChangeId } from './notificationChanges.ts';
import type { Recipients } from './recipients.ts';
import { itemOf, rowsOf } from './sqlRows.ts';

export interface PrismaFanOutOptions<Event> {
  readonly database: Database;
  readonly recipients: Recipients<Event>;
  /** Called after each commit that wrote to the log of changes. Must not throw or block. */
  readonly onChanged: () => void;
  /** Default 1,000. */
  readonly recipientsPerPage?: number;
}

/** Lower is more specific, and of equal ones earlier. */
const precedence = (row: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`array_position(${notificationKinds}::text[]::notification_kind[], ${row}.kind), ${row}.seq`;

const beforeAnyId = '';

/**
 * For each row of `given` a scan of its range alone: neither bound may be NULL, or the condition is none for an index. Where there is no upper
 * one, the first branch finds nothing, and elsewhere the second is not begun. OFFSET 0 keeps the planner from joining whole tables instead.
 */
const inRangeOf = ({ ofSubject }: Pick<Recipients<never>, 'ofSubject'>): Prisma.Sql => Prisma.sql`
  SELECT id FROM (${ofSubject}) bounded WHERE id > given.after AND id <= given.up_to
  UNION ALL
  SELECT id FROM (${ofSubject}) unbounded WHERE id > given.after AND given.up_to IS NULL
  OFFSET 0`;

const splitRows = z.array(z.object({ nth: z.int(), recipients: z.int(), ends: z.array(z.string()) }));

/**
 * One statement for all that is to be told, in the order of recipients and mutations: any number of those that meet at the same recipients wait
 * for each other, never in a circle.
 */
export class PrismaFanOut<Event> implements FanOut<Event> {
  readonly #options: PrismaFanOutOptions<Event>;

  constructor(options: PrismaFanOutOptions<Event>) {
    this.#options = options;
  }

  async split(events: readonly Event[]): Promise<ReadonlyMap<Event, Split>> {
    if (events.length === 0) return new Map();
    const { database, recipients, recipientsPerPage = defaultRecipientsPerPage } = this.#options;
    // Each once: a curator with many followers may have saved much at once.
    const subjects = [...new Set(events.map((event) => recipients.subjectOf(event)))];
    const given = rowsOf(subjects, (subject) => ({ subject }));
    const rows = await database.transaction.client.$queryRaw`
      SELECT given.nth, split.* FROM jsonb_to_recordset(${given}) given(nth int, subject text), LATERAL (
        SELECT count(*)::int AS recipients,
          coalesce(array_agg(id ORDER BY id) FILTER (WHERE place % ${recipientsPerPage} = 0 AND next IS NOT NULL), '{}') AS ends
        FROM (
          SELECT id, row_number() OVER in_order AS place, lead(id) OVER in_order AS next
          FROM (${recipients.ofSubject}) recipients WINDOW in_order AS (ORDER BY id)
        ) placed
      ) split`;
    const splits = new Map(
      splitRows
        .parse(rows)
        .map(({ nth, ends, recipients }) => [itemOf(subjects, nth), { ranges: rangesOf(ends), recipients }]),
    );
    return new Map(
      events.flatMap((event) => {
        const split = splits.get(recipients.subjectOf(event));
        return split ? [[event, split] as const] : [];
      }),
    );
  }

  /**
   * Writes a row to the log of changes for each event that told anybody. What was retracted is as good as never told: a cause that stands takes
   * its place. What was read remains read, also when a more specific kind takes over: it is still one notification.
   */
  async notify(tidings: readonly Tidings<Event>[]): Promise<void> {
    if (tidings.length === 0) return;
    const { database, recipients, onChanged } = this.#options;
    const given = rowsOf(tidings, ({ event, notification, range }) => ({
      subject: recipients.subjectOf(event),
      after: range.after ?? beforeAnyId,
      up_to: range.upTo,
      kind: notification.kind,
      correlation_id: notification.correlationId,
      seq: notification.seq,
      actor_id: notification.actorId,
      card_id: notification.cardId,
      created_at: notification.createdAt,
    }));
    const written = await database.transaction.client.$executeRaw`
      WITH given AS MATERIALIZED (
        SELECT *, ${nextChangeId} AS change_id FROM (
          SELECT * FROM jsonb_to_recordset(${given}) tidings(subject text, after text, up_to text, kind notification_kind,
            correlation_id uuid, seq bigint, actor_id text, card_id uuid, created_at timestamptz) ORDER BY seq
        ) in_order
      ), told AS (
        INSERT INTO notifications AS present (recipient_id, correlation_id, kind, seq, actor_id, card_id, created_at, change_id)
        SELECT DISTINCT ON (recipients.id, correlation_id) recipients.id, correlation_id, kind, seq, actor_id, card_id, created_at, change_id
        FROM given, LATERAL (${inRangeOf(recipients)}) recipients WHERE recipients.id <> actor_id AND NOT ${isHidden(Prisma.sql`recipients.id`, Prisma.sql`given.actor_id`)}
        ORDER BY recipients.id, correlation_id, ${precedence(Prisma.sql`given`)}
        ON CONFLICT (recipient_id, correlation_id) DO UPDATE
        SET kind = EXCLUDED.kind, seq = EXCLUDED.seq, actor_id = EXCLUDED.actor_id, card_id = EXCLUDED.card_id,
          created_at = EXCLUDED.created_at, change_id = EXCLUDED.change_id, retracted_at = NULL
        WHERE present.retracted_at IS NOT NULL OR (${precedence(Prisma.sql`EXCLUDED`)}) < (${precedence(Prisma.sql`present`)})
        RETURNING change_id
      )
      INSERT INTO notification_changes (id, op) SELECT DISTINCT change_id, 'ADDED'::notification_change_op FROM told`;
    if (written > 0) database.transaction.afterCommit(onChanged);
  }
}
