import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const sampleMs = 250;
/** Samples that are looked at together: 5 s. */
const span = 20;

/** With more than so much to do, a bound as wide as that would say nothing of the server. */
const mostOverload = 4;

/**
 * How much the machine has to do, by whomever: bounds in time are meant for one that has its processors for us. What it is kept busy with
 * by others makes everything take longer by so much.
 */
export class MachineLoad implements Disposable {
  readonly #samples: number[] = [];
  readonly #timer = setInterval(() => this.#samples.push(runnable()), sampleMs);

  /** Processes that wanted a processor, to each that there is, in the busiest seconds: from 1, if there were enough, to 4 at most. */
  get overload(): number {
    const means = this.#samples.map((_, index) => mean(this.#samples.slice(Math.max(0, index + 1 - span), index + 1)));
    const overload = Math.max(1, ...means.slice(span).map((wanting) => wanting / availableParallelism()));
    return Math.min(mostOverload, overload);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function runnable(): number {
  return Number(/^procs_running (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? 1);
}
