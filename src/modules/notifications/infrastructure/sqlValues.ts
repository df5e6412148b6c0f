import { Prisma } from '../../../generated/prisma/client.ts';

/** With its time zone: Prisma would leave that out, and the session's be taken instead. */
export const instant = (date: Date): Prisma.Sql => Prisma.sql`${date.toISOString()}::timestamptz`;

export const uuids = (ids: readonly string[]): Prisma.Sql => Prisma.sql`${ids}::uuid[]`;
