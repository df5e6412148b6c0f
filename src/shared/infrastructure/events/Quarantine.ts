/**
 * Work runs side by side; what is under suspicion runs alone: it begins when all that came before has ended, and what comes later begins when
 * it has. So nobody waits for ever, and whatever it does to the process, it does to itself.
 */
export class Quarantine {
  /** Those that run side by side, or wait for their turn to. None rejects. */
  readonly #others = new Set<Promise<unknown>>();
  /** The last that runs alone, or waits for its turn to. Never rejects. */
  #alone: Promise<unknown> = Promise.resolve();

  besideOthers<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#alone.then(work);
    const ended: Promise<unknown> = Promise.allSettled([result]).then(() => this.#others.delete(ended));
    this.#others.add(ended);
    return result;
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    const result = Promise.all([this.#alone, ...this.#others]).then(work);
    this.#alone = Promise.allSettled([result]);
    return result;
  }
}
