import { ConcurrencyError } from './ConcurrencyError.ts';
import { sqlState } from './sqlState.ts';

/** SQLSTATEs: serialization failure, deadlock, unique key, foreign key. */
const lostRaceStates = new Set(['40001', '40P01', '23505', '23503']);

/**
 * Whether a failed transaction was rolled back because another one was first, so that running it again may succeed and cannot happen twice.
 * A broken connection is not among them: nobody knows whether its commit arrived.
 */
export function isLostRace(error: unknown): boolean {
  return error instanceof ConcurrencyError || lostRaceStates.has(sqlState(error) ?? '');
}
