import { CursorError } from './CursorError.ts';
import { LiveUnavailableError } from './LiveUnavailableError.ts';

export interface Persistence {
  /** How long to go on trying. */
  readonly forMs: number;
  /** False once nobody waits for the result. */
  readonly isWanted: () => boolean;
}

const firstDelayMs = 50;
const maxDelayMs = 1_000;

/** Tries until it succeeds, pausing ever longer. Rejects at once with a CursorError, and with LiveUnavailableError after `forMs`. */
export async function persistently<T>(work: () => Promise<T>, { forMs, isWanted }: Persistence): Promise<T> {
  const giveUpAt = performance.now() + forMs;
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, maxDelayMs)) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CursorError || !isWanted()) throw error;
      if (performance.now() + delayMs >= giveUpAt) throw new LiveUnavailableError(error);
    }
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }
}
