import type { Output } from './Command.ts';
import { formatCount } from './table.ts';

export interface ProgressOptions {
  readonly output: Output;
  /** What is counted: "events". */
  readonly unit: string;
  readonly total: number;
  /** In ms. Default: performance.now. */
  readonly now?: () => number;
}

/** Between two changes of the line on a terminal, and between two lines elsewhere. */
const terminalEveryMs = 100;
const lineEveryMs = 5_000;

/** How far a long piece of work has come: one line that changes on a terminal, and now and then a plain line elsewhere. */
export class Progress implements Disposable {
  readonly #output: Output;
  readonly #unit: string;
  readonly #total: number;
  readonly #now: () => number;
  readonly #startedAt: number;
  #shownAt = Number.NEGATIVE_INFINITY;
  #shown = '';

  constructor({ output, unit, total, now = () => performance.now() }: ProgressOptions) {
    this.#output = output;
    this.#unit = unit;
    this.#total = total;
    this.#now = now;
    this.#startedAt = now();
  }

  /** @param note what else there is to say, such as what it waits for. */
  update(done: number, note = ''): void {
    const now = this.#now();
    const isLast = done >= this.#total;
    if (!isLast && now - this.#shownAt < (this.#output.isTTY ? terminalEveryMs : lineEveryMs)) return;
    this.#shownAt = now;
    this.#show(this.#describe(done, now - this.#startedAt) + (note && `, ${note}`));
  }

  #describe(done: number, elapsedMs: number): string {
    const percent = this.#total === 0 ? 100 : Math.floor((done / this.#total) * 100);
    const perSecond = elapsedMs > 0 ? done / (elapsedMs / 1000) : 0;
    const rate = done > 0 && perSecond > 0 ? `, ${formatCount(Math.ceil(perSecond))}/s` : '';
    const left = this.#total - done;
    const eta = rate && left > 0 ? `, ${formatDuration(left / perSecond)} left` : '';
    return `${formatCount(done)} of ${formatCount(this.#total)} ${this.#unit} (${percent} %)${rate}${eta}`;
  }

  #show(text: string): void {
    if (text === this.#shown) return;
    this.#shown = text;
    // From the beginning of the line, and clear what is left of a longer text.
    this.#output.write(this.#output.isTTY ? `\r${text}\u001b[K` : `${text}\n`);
  }

  /** Leaves the last state on the screen. */
  [Symbol.dispose](): void {
    if (this.#output.isTTY && this.#shown) this.#output.write('\n');
  }
}

/** Such as "45 s", "3 min 20 s" and "2 h 5 min". */
export function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}
