/** Does a piece of work again and again, each time an interval after it ended, for what nothing else set off. */
export class Sweep implements AsyncDisposable {
  readonly #work: () => Promise<void>;
  readonly #intervalMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #running: Promise<void> | undefined;
  #isStopped = false;

  /** @param work handles its own failures: it never rejects. */
  constructor(work: () => Promise<void>, intervalMs: number) {
    this.#work = work;
    this.#intervalMs = intervalMs;
  }

  start(): void {
    this.within(this.#intervalMs);
  }

  /** Brings the next time forward; never puts it off. During the work it counts from now as well. */
  within(delayMs: number): void {
    const dueAt = performance.now() + delayMs;
    if (this.#isStopped || dueAt >= this.#dueAt) return;
    this.#dueAt = dueAt;
    if (!this.#running) this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), Math.max(0, this.#dueAt - performance.now()));
  }

  #run(): void {
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#running = this.#work().finally(() => {
      this.#running = undefined;
      this.within(this.#intervalMs);
      if (!this.#isStopped) this.#wait();
    });
  }

  /** Waits for the work in progress. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }
}
