import { Fifo } from '../../shared/application/Fifo.ts';

export interface PacedRefusalsOptions {
  /** Between two that one subject is told. Default 20 ms. */
  readonly everyMs?: number;
  /** For about how long one is held in a steady crowd, however large: of a large one several are told at a time. Default 5 s. */
  readonly holdMs?: number;
  /** How many are held at a time; what comes beyond is told at once. Default 2,000: what is refused stays in memory meanwhile. */
  readonly maxHeld?: number;
}

type Tell = () => void;

/**
 * When clients are told that they sent too much: one after the other of each subject. Most who send too much send the next as soon as the one
 * before is answered: they would be refused as often as the processor can, at the expense of everybody else. Who is refused once in a while is
 * told at once.
 */
export class PacedRefusals implements Disposable {
  readonly #everyMs: number;
  /** In so many turns as much is told as is held. */
  readonly #turns: number;
  readonly #maxHeld: number;
  /** Of each subject that was told of one a moment ago. */
  readonly #waiting = new Map<string, Fifo<Tell>>();
  #held = 0;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor({ everyMs = 20, holdMs = 5_000, maxHeld = 2_000 }: PacedRefusalsOptions = {}) {
    this.#everyMs = everyMs;
    this.#turns = Math.max(1, Math.floor(holdMs / everyMs));
    this.#maxHeld = maxHeld;
  }

  /** Resolves when it is to be told. */
  async turnOf(subject: string): Promise<void> {
    if (this.#isDisposed) return;
    const waiting = this.#waiting.get(subject);
    if (!waiting) {
      this.#waiting.set(subject, new Fifo());
      this.#timer ??= setInterval(() => this.#tell(), this.#everyMs);
    } else if (this.#held < this.#maxHeld) {
      this.#held += 1;
      await new Promise<void>((resolve) => waiting.push(resolve));
      this.#held -= 1;
    }
  }

  #tell(): void {
    for (const [subject, waiting] of this.#waiting) {
      if (waiting.size === 0) this.#waiting.delete(subject);
      for (let count = Math.ceil(waiting.size / this.#turns); count > 0; count -= 1) waiting.shift()?.();
    }
    if (this.#waiting.size === 0) this.#stop();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Tells whatever is held, and holds nothing any more. */
  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#stop();
    for (const waiting of this.#waiting.values()) for (let tell = waiting.shift(); tell; tell = waiting.shift()) tell();
    this.#waiting.clear();
  }
}
