import pino from 'pino';

/** Where lines go in the end. Must write before it returns. */
type Sink = Pick<pino.DestinationStream, 'write'>;

const warning = pino.levels.values.warn ?? Number.POSITIVE_INFINITY;

/**
 * Writes the info lines of one turn of the event loop at once: under load, a system call for each costs as much as all the rest of the
 * line. Nothing waits longer than the turn. Warnings and worse are written at once, with what waits before them, and so is everything when
 * the process ends; a process that is killed loses the info lines of its last turn.
 */
export class TurnBuffer implements pino.DestinationStream {
  /** Asks pino to set lastLevel before each write. */
  readonly [pino.symbols.needsMetadataGsym] = true;
  lastLevel = 0;
  readonly #sink: Sink;
  readonly #flush = (): void => this.flushSync();
  #lines = '';

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  write(line: string): void {
    if (this.#lines === '') this.#schedule();
    this.#lines += line;
    if (this.lastLevel >= warning) this.flushSync();
  }

  /** pino calls this after a fatal line. */
  flushSync(): void {
    process.off('exit', this.#flush);
    if (this.#lines === '') return;
    const lines = this.#lines;
    this.#lines = '';
    this.#sink.write(lines);
  }

  #schedule(): void {
    process.once('exit', this.#flush);
    setImmediate(this.#flush);
  }
}
