/**
 * Runs a piece of work one at a time. A call during a run is answered by one more run, which all such calls share: so each call's
 * answer comes from a run that began after the call.
 */
export class CoalescedRun<T> {
  readonly #work: () => Promise<T>;
  #running: Promise<T> | undefined;
  #next: Promise<T> | undefined;

  constructor(work: () => Promise<T>) {
    this.#work = work;
  }

  /** Settles as the work does. */
  run(): Promise<T> {
    // `next` first: it may be due although nothing runs, for a moment, and two runs must not overlap.
    if (this.#next) return this.#next;
    if (!this.#running) return this.#begin();
    this.#next = this.#beginAfter(this.#running);
    return this.#next;
  }

  #begin(): Promise<T> {
    this.#running = this.#work().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #beginAfter(running: Promise<T>): Promise<T> {
    await Promise.allSettled([running]); // how that one ended is told to those who asked for it
    this.#next = undefined;
    return this.#begin();
  }
}
