import { Prisma } from '../../../generated/prisma/client.ts';
import { notificationKinds } from '../domain/NotificationKind.ts';

/** Of a row with `kind` and `seq`. Lower is more specific, and of equal ones earlier. */
export const precedence = (row: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(array_position(${notificationKinds}::text[]::notification_kind[], ${row}.kind), ${row}.seq)`;
