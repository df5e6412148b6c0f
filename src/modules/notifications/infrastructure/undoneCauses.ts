import { Prisma } from '../../../generated/prisma/client.ts';
import type { IDomainEvent } from '../../../shared/domain/events/IDomainEvent.ts';
import { prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { Due } from '../application/inCompany.ts';
import { rangeColumns } from './keyRanges.ts';
import { rowsOf } from './sqlRows.ts';
import type { Undone } from './undone.ts';

/**
 * To be written before: a bitmap would be made of all that an index has, however few are asked for, and how many the causes of one collection are the planner
 * does not know when they are many all at once. Holds for the transaction.
 */
export const inOrderOfIndexes = prepared`SET LOCAL enable_bitmapscan = off`;

/** What is due as a table `given`: the keys of what each event undid, its place in the order of events, and the recipients in question. */
export function givenUndone<Event extends IDomainEvent>({ keyOf }: Undone<Event>, due: readonly Due<Event>[]) {
  const rows = rowsOf(due, ({ delivery: { event, metadata }, range }) => {
    const { card = null, collection = null, actor = null, recipient = null } = keyOf(event);
    return { card, collection, actor, recipient, before: metadata.seq, ...rangeColumns(range) };
  });
  return Prisma.sql`jsonb_to_recordset(${rows}) given(nth int, card uuid, collection uuid, actor text, recipient text, before bigint,
    after text, up_to text)`;
}

export interface FirstUndone {
  readonly limit: number;
  /** Of these recipients alone. */
  readonly recipientIds?: readonly string[];
  /** Also what is not taken back because it was read. */
  readonly alsoRead?: true;
}

/**
 * A query of the first causes that a row of `given` undoes, told or not, each once, in the order of recipients: their keys. For what an index has in that order, as
 * the causes of a collection are, it looks at no more of them than it gives, and at what was read. Hence a limit for each way in which they are found, and no
 * condition that holds with and without a bound.
 */
export function firstUndone<Event extends IDomainEvent>(
  { isUndone, reachesRead }: Undone<Event>,
  due: readonly Due<Event>[],
  { limit, recipientIds, alsoRead = reachesRead }: FirstUndone,
): Prisma.Sql {
  const isAmongThem = recipientIds ? Prisma.sql`AND ${isOneOf(recipientIds)}` : Prisma.empty;
  const isReached = alsoRead ? Prisma.empty : Prisma.sql`AND ${isUnread}`;
  const tables = [
    Prisma.sql`notification_causes cause WHERE TRUE ${isReached}`,
    Prisma.sql`notification_lesser_causes cause WHERE TRUE`,
  ];
  const ways = tables.flatMap((table) =>
    boundsOf(due).flatMap((isWithin) =>
      isUndone.map(
        (condition) => Prisma.sql`(
          SELECT cause.recipient_id, cause.correlation_id, cause.kind, cause.seq FROM ${table}
            AND ${condition} AND cause.seq < given.before AND cause.recipient_id > given.after AND ${isWithin} ${isAmongThem}
          ORDER BY cause.recipient_id LIMIT ${limit}::int)`,
      ),
    ),
  );
  return Prisma.sql`SELECT * FROM (${Prisma.join(ways, ' UNION ')}) causes ORDER BY recipient_id LIMIT ${limit}::int`;
}

/** Up to the last of them, and IS TRUE: else the planner would take an index for its recipients alone, and walk over whatever else they were told. */
const isOneOf = (recipientIds: readonly string[]) => Prisma.sql`
  cause.recipient_id <= (SELECT max(id) FROM unnest(${recipientIds}::text[]) id) AND (cause.recipient_id = ANY(${recipientIds}::text[])) IS TRUE`;

/** A value and not EXISTS: the planner would rather read all that is unread, once. */
const isUnread = Prisma.sql`(SELECT n.read_at IS NULL FROM notifications n WHERE n.id = cause.notification_id)`;

/** One condition for the ranges that end somewhere, and one for those that do not. */
function boundsOf(due: readonly Due<IDomainEvent>[]): readonly Prisma.Sql[] {
  const [ending, endless] = [
    due.some(({ range }) => range.upTo !== null),
    due.some(({ range }) => range.upTo === null),
  ];
  return [
    ...(ending ? [Prisma.sql`cause.recipient_id <= given.up_to`] : []),
    ...(endless ? [Prisma.sql`given.up_to IS NULL`] : []),
  ];
}
