import { setTimeout as delay } from 'node:timers/promises';

const everyMs = 25;

/** Waits until nothing of the work remains, or for so long, and gives how much was done per second since `beganAt`, by performance.now(). */
export async function drainRate(
  work: { readonly total: number; readonly remaining: () => Promise<number> },
  { beganAt, limitMs }: { readonly beganAt: number; readonly limitMs: number },
): Promise<number> {
  for (;;) {
    const remaining = await work.remaining();
    const elapsedMs = performance.now() - beganAt;
    if (remaining === 0 || elapsedMs > limitMs) return ((work.total - remaining) / elapsedMs) * 1_000;
    await delay(everyMs);
  }
}
