import { Fifo } from '../../shared/application/Fifo.ts';

/** A piece of work. Must not throw. */
type Work = () => void;

export interface FairTurnsOptions {
  /** How many are done before others get their turn. */
  readonly perTurn: number;
  /** How many of one subject may wait; 0: without a bound. */
  readonly maxWaiting: number;
}

/**
 * Work that comes in crowds, a little of it in each turn of the event loop: everything else that the process has to do gets its turn between. Subjects
 * take turns as well: nobody waits behind all that another has brought.
 */
export class FairTurns {
  readonly #options: FairTurnsOptions;
  /** By subject, in the order in which their turns come. */
  readonly #waiting = new Map<string, Fifo<Work>>();
  #isAwaited = false;

  constructor(options: FairTurnsOptions) {
    this.#options = options;
  }

  /** Does it in one of the next turns. False, and nothing is done: too much of the subject waits already. */
  await(subject: string, work: Work): boolean {
    const { maxWaiting } = this.#options;
    const waiting = this.#waiting.get(subject) ?? new Fifo();
    if (maxWaiting > 0 && waiting.size >= maxWaiting) return false;
    waiting.push(work);
    this.#waiting.set(subject, waiting);
    this.#schedule();
    return true;
  }

  #schedule(): void {
    if (this.#isAwaited) return;
    this.#isAwaited = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#isAwaited = false;
    for (let done = 0; done < this.#options.perTurn; done += 1) {
      const [next] = this.#waiting;
      if (!next) return;
      const [subject, waiting] = next;
      const work = waiting.shift();
      this.#waiting.delete(subject);
      if (waiting.size > 0) this.#waiting.set(subject, waiting); // behind all others
      work?.();
    }
    if (this.#waiting.size > 0) this.#schedule();
  }
}
