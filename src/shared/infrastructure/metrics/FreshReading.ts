import { withTimeout } from '../withTimeout.ts';

/** A scrape is given up after 10 s, as a rule: what the database says has to come well before. */
const timeoutMs = 2_000;

/** Reads for whoever asks at the same time only once, and does not begin again while a reading hangs: asking often costs nothing. */
export class FreshReading<T> {
  readonly #what: string;
  readonly #read: () => Promise<T>;
  #running: Promise<T> | undefined;

  /** @param what is read, as in "the outbox". */
  constructor(what: string, read: () => Promise<T>) {
    this.#what = what;
    this.#read = read;
  }

  /** Rejects as the reading does, and with TimeoutError after 2 s. */
  async take(): Promise<T> {
    this.#running ??= this.#read().finally(() => {
      this.#running = undefined;
    });
    return withTimeout(timeoutMs, `reading ${this.#what} for the metrics`, this.#running);
  }
}
