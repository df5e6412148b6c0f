import type { Prisma } from '../../../generated/prisma/client.ts';

/** PostgreSQL's code (https://www.postgresql.org/docs/current/errcodes-appendix.html) for what failed. Raw statements have it deep in `meta`, under Prisma's P2010. */
export function sqlState(error: Prisma.PrismaClientKnownRequestError): string | undefined {
  return /"(?:originalCode|code)":"([0-9A-Z]{5})"/.exec(JSON.stringify(error.meta ?? {}))?.[1];
}
