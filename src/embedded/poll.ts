import { setTimeout as delay } from 'node:timers/promises';

/** Asks every `intervalMs` (10) until the answer is not undefined, which it returns; undefined once `timeoutMs` are over. */
export async function poll<T>(
  timeoutMs: number,
  ask: () => Promise<T | undefined>,
  intervalMs = 10,
): Promise<T | undefined> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || performance.now() >= deadline) return answer;
    await delay(intervalMs);
  }
}
