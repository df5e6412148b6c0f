import { Fifo } from '../../shared/application/Fifo.ts';

/** Begins what waited. Must not throw. */
type Begin = () => void;

/**
 * Work of which so much is under way at a time. Who is next, when something ends, is decided by subject, each in turn: nobody waits behind all that
 * another has brought.
 */
export class FairShares {
  readonly #atATime: number;
  /** By subject, in the order in which their turns come. */
  readonly #waiting = new Map<string, Fifo<Begin>>();
  #running = 0;

  constructor(atATime: number) {
    this.#atATime = atATime;
  }

  /** At once while there is room. Settles as the work does. */
  async run<T>(subject: string, work: () => T | Promise<T>): Promise<T> {
    if (this.#running < this.#atATime) this.#running += 1;
    else await this.#turnOf(subject); // whose place this takes over
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #turnOf(subject: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#waiting.get(subject) ?? new Fifo();
    waiting.push(resolve);
    this.#waiting.set(subject, waiting);
    return promise;
  }

  #next(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#running -= 1;
      return;
    }
    const [subject, waiting] = next;
    const begin = waiting.shift();
    this.#waiting.delete(subject);
    if (waiting.size > 0) this.#waiting.set(subject, waiting); // behind all others
    begin?.();
  }
}
