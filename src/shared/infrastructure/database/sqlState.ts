import { DatabaseError } from 'pg';
import { Prisma } from '../../../generated/prisma/client.ts';

/** PostgreSQL's code for what failed (https://www.postgresql.org/docs/current/errcodes-appendix.html). Prisma has it deep in `meta`, if at all. */
export function sqlState(error: unknown): string | undefined {
  if (error instanceof DatabaseError) return error.code;
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined;
  return /"(?:originalCode|code)":"([0-9A-Z]{5})"/.exec(JSON.stringify(error.meta ?? {}))?.[1];
}
