import { Prisma } from '../../../generated/prisma/client.ts';
import { type NotificationSubject, notificationKinds, subjectOf } from '../domain/NotificationKind.ts';

const kindsAbout = (subject: NotificationSubject): Prisma.Sql =>
  Prisma.sql`${notificationKinds.filter((kind) => subjectOf[kind] === subject)}::text[]::notification_kind[]`;

/** Sixteen bytes of a hash: addresses are too long for an index. */
const addressOfCard = Prisma.sql`(
  SELECT encode(substr(sha256(convert_to(canonical_url, 'UTF8')), 1, 16), 'hex')::uuid FROM cards WHERE cards.id = card_id)`;

/** What causes have in common that are told as one, as an expression of their `kind`, `card_id` and `collection_id`. */
export const subject = Prisma.sql`CASE
  WHEN kind = ANY(${kindsAbout('card')}) THEN coalesce(${addressOfCard}, card_id)
  WHEN kind = ANY(${kindsAbout('collection')}) THEN collection_id
  ELSE '00000000-0000-0000-0000-000000000000' END`;
