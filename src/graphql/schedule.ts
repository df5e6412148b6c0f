import type { Clock } from '../shared/application/Clock.ts';

/** What setTimeout can wait for at most; more would fire at once. */
const maxDelayMs = 2 ** 31 - 1;

/** Calls `action` once when the clock has reached `at`; never after dispose. */
export function schedule(clock: Clock, at: Date, action: () => void): Disposable {
  const tick = (): void => {
    const remainingMs = at.getTime() - clock.now().getTime();
    if (remainingMs <= 0) return action();
    timer = setTimeout(tick, Math.min(remainingMs, maxDelayMs));
  };
  let timer = setTimeout(tick, 0);
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}
