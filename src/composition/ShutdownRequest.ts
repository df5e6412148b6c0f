/** And the exit codes that shells give to a process that ended by them. */
const signals: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  // The terminal was closed.
  ['SIGHUP', 129],
];

/** npm passes the terminal's Ctrl-C on to a process that has had it already: so soon after the first, it is the same one. */
const sameRequestMs = 500;

/** The operator's wish that this process ends, by SIGINT, SIGTERM or SIGHUP. A second one means at once. */
export class ShutdownRequest implements Disposable {
  readonly #controller = new AbortController();
  readonly #listeners: (readonly [NodeJS.Signals, () => void])[] = [];
  readonly #exit: (code: number) => void;
  #requestedAt: number | undefined;

  constructor(exit: (code: number) => void) {
    this.#exit = exit;
    for (const [signal, exitCode] of signals) {
      const listener = (): void => this.#hear(exitCode);
      this.#listeners.push([signal, listener]);
      process.on(signal, listener);
    }
  }

  /** Aborted by the first wish. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Resolves with the first wish. */
  async wait(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.signal.addEventListener('abort', () => resolve(), { once: true });
    if (!this.signal.aborted) await promise;
  }

  [Symbol.dispose](): void {
    for (const [signal, listener] of this.#listeners) process.off(signal, listener);
  }

  #hear(exitCode: number): void {
    const now = performance.now();
    this.#requestedAt ??= now;
    if (!this.signal.aborted) this.#controller.abort();
    else if (now - this.#requestedAt > sameRequestMs) this.#exit(exitCode);
  }
}
