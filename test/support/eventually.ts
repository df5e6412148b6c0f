import { setTimeout as delay } from 'node:timers/promises';

export interface EventuallyOptions {
  /** Default 5,000. */
  readonly withinMs?: number;
  /** Pause between two checks. Default 10. */
  readonly everyMs?: number;
}

type Outcome<T> = { held: true; value: T } | { held: false; failure: unknown };

/**
 * Repeats `check` until it neither throws nor gives `false`, and resolves with what it gave: it may be a condition or a
 * block of assertions. Rejects when the time is up, also when `check` hangs, with the last failure as its cause.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { withinMs = 5_000, everyMs = 10 }: EventuallyOptions = {},
): Promise<T> {
  // Made here, so that its stack leads to the test that waits.
  const timeout = new Error();
  const deadline = performance.now() + withinMs;
  for (let checks = 1; ; checks += 1) {
    const outcome = await attempt(check, deadline - performance.now());
    if (outcome.held) return outcome.value;
    if (performance.now() + everyMs >= deadline) {
      timeout.message = `not within ${withinMs} ms, ${checks} checks; at last: ${messageOf(outcome.failure)}`;
      timeout.cause = outcome.failure;
      throw timeout;
    }
    await delay(everyMs);
  }
}

async function attempt<T>(check: () => T | Promise<T>, withinMs: number): Promise<Outcome<T>> {
  const clock = new AbortController();
  try {
    const value = await Promise.race([check(), rejectAfter(withinMs, clock.signal)]);
    return value === false ? { held: false, failure: new Error('the condition is false') } : { held: true, value };
  } catch (failure) {
    return { held: false, failure };
  } finally {
    clock.abort();
  }
}

async function rejectAfter(ms: number, signal: AbortSignal): Promise<never> {
  await delay(ms, undefined, { signal });
  throw new Error('the check has not ended');
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
