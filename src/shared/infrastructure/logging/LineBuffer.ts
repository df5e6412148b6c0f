import pino from 'pino';

/** Where lines go in the end. Must write before it returns. */
type Sink = Pick<pino.DestinationStream, 'write'>;

const warning = pino.levels.values.warn ?? Number.POSITIVE_INFINITY;

/** Bounds what waits, and what is lost with a process that is killed. */
const maxWaitMs = 10;
const maxWaiting = 64 * 1024;

/**
 * Writes info lines together: under load, a system call for each costs as much as all the rest of the line, and more. None waits longer than 10 ms.
 * Warnings and worse are written at once, with what waits before them, and so is everything when the process ends; a process that is killed loses the
 * info lines of its last 10 ms.
 */
export class LineBuffer implements pino.DestinationStream {
  /** Asks pino to set lastLevel before each write. */
  readonly [pino.symbols.needsMetadataGsym] = true;
  lastLevel = 0;
  readonly #sink: Sink;
  readonly #flush = (): void => this.flushSync();
  #lines = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  write(line: string): void {
    if (this.#lines === '') this.#schedule();
    this.#lines += line;
    if (this.lastLevel >= warning || this.#lines.length >= maxWaiting) this.flushSync();
  }

  /** pino calls this after a fatal line. */
  flushSync(): void {
    process.off('exit', this.#flush);
    clearTimeout(this.#timer);
    if (this.#lines === '') return;
    const lines = this.#lines;
    this.#lines = '';
    this.#sink.write(lines);
  }

  #schedule(): void {
    process.once('exit', this.#flush);
    this.#timer = setTimeout(this.#flush, maxWaitMs).unref();
  }
}
