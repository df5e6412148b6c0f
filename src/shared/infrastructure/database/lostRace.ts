import { Prisma } from '../../../generated/prisma/client.ts';
import { ConcurrencyError } from './ConcurrencyError.ts';
import { sqlState } from './sqlState.ts';

/** Prisma's codes (https://www.prisma.io/docs/orm/reference/error-reference): unique key, foreign key, row gone, write conflict or deadlock. */
const lostRaceCodes = new Set(['P2002', 'P2003', 'P2025', 'P2034']);

/** SQLSTATEs: serialization failure, deadlock, unique key, foreign key. */
const lostRaceStates = new Set(['40001', '40P01', '23505', '23503']);

/**
 * Whether a failed transaction was rolled back because another one was first, so that running it again may succeed and cannot happen twice.
 * A broken connection is not among them: nobody knows whether its commit arrived.
 */
export function isLostRace(error: unknown): boolean {
  if (error instanceof ConcurrencyError) return true;
  if (error instanceof Prisma.PrismaClientKnownRequestError && lostRaceCodes.has(error.code)) return true;
  return lostRaceStates.has(sqlState(error) ?? '');
}
