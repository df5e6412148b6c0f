import { setTimeout as delay } from 'node:timers/promises';
import { ConcurrencyError } from './ConcurrencyError.ts';
import { isLostRace } from './lostRace.ts';

/** How often a transaction is started before it gives up. */
const maxAttempts = 8;
/** The first wait is 0 to this, and each doubles, so that two that collided do not collide again. */
const firstBackoffMs = 5;

/** Runs a whole transaction again while it loses races for its rows. Throws ConcurrencyError when it keeps losing, other errors at once. */
export async function retryLostRaces<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      if (!isLostRace(error)) throw error;
      if (attempt === maxAttempts)
        throw new ConcurrencyError(`lost ${maxAttempts} races for the same rows`, { cause: error });
      await delay(Math.random() * firstBackoffMs * 2 ** (attempt - 1));
    }
  }
}
