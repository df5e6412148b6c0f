import type { Logger } from './Logger.ts';

/** Tells of something that is tried again and again: one warning when it begins to fail, one line when it works again, the rest at debug. */
export class OutageLog {
  readonly #logger: Logger;
  readonly #what: string;
  #failures = 0;

  /** @param what is done, as in "reading changes". */
  constructor(logger: Logger, what: string) {
    this.#logger = logger;
    this.#what = what;
  }

  /** How often it failed in a row. */
  get failures(): number {
    return this.#failures;
  }

  failed(error: unknown): void {
    this.#failures += 1;
    if (this.#failures === 1) this.#logger.warn({ err: error }, `${this.#what} fails; it is tried again`);
    else this.#logger.debug({ err: error, failures: this.#failures }, `${this.#what} still fails`);
  }

  succeeded(): void {
    if (this.#failures > 0) this.#logger.info({ failures: this.#failures }, `${this.#what} works again`);
    this.#failures = 0;
  }
}
