import type { Logger } from '../Logger.ts';

/** Work that nobody awaits, kept in sight so that shutting down can. */
export class InFlight {
  readonly #logger: Logger;
  readonly #work = new Set<Promise<unknown>>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** @param work handles its own failures: one that rejects is a bug, and logged as such. */
  add(work: Promise<unknown>): void {
    this.#work.add(work);
    work.then(
      () => this.#work.delete(work),
      (error: unknown) => {
        this.#work.delete(work);
        this.#logger.error({ err: error }, 'work in the background failed unexpectedly');
      },
    );
  }

  /** Resolves when everything added so far, and meanwhile, has ended. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
  }
}
