import { Fifo } from '../../shared/application/Fifo.ts';

export interface PacedRefusalsOptions {
  /** Between two that one subject is told. Default 20 ms. */
  readonly everyMs?: number;
  /** For about how long one is held in a steady crowd, however large: of a large one several are told at a time. Default 5 s. */
  readonly holdMs?: number;
  /** How many are held at a time: what is refused stays in memory meanwhile, 100 KB of it at worst. Default 500. */
  readonly maxHeld?: number;
  /** How many of one subject. Default: half of that. */
  readonly maxHeldOfOne?: number;
}

/** For who refuses. */
export interface Refusals {
  /** Resolves when it is to be told: to true, or to false at once where too much is held already: then the connection had better be closed. */
  turnOf(subject: string): Promise<boolean>;
}

type Tell = () => void;

/**
 * When clients are told that they sent too much: one after the other of each subject. Most who send too much send the next as soon as the one
 * before is answered: they would be refused as often as the processor can, at the expense of everybody else. Who is refused once in a while is
 * told at once.
 */
export class PacedRefusals implements Refusals, Disposable {
  readonly #everyMs: number;
  /** In so many turns as much is told as is held. */
  readonly #turns: number;
  readonly #maxHeld: number;
  readonly #maxHeldOfOne: number;
  /** Of each subject that was told of one a moment ago. */
  readonly #waiting = new Map<string, Fifo<Tell>>();
  #held = 0;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor({ everyMs = 20, holdMs = 5_000, maxHeld = 500, maxHeldOfOne = maxHeld / 2 }: PacedRefusalsOptions = {}) {
    this.#everyMs = everyMs;
    this.#turns = Math.max(1, Math.floor(holdMs / everyMs));
    this.#maxHeld = maxHeld;
    this.#maxHeldOfOne = maxHeldOfOne;
  }

  async turnOf(subject: string): Promise<boolean> {
    if (this.#isDisposed) return true;
    const waiting = this.#waiting.get(subject);
    if (!waiting) {
      this.#waiting.set(subject, new Fifo());
      this.#timer ??= setInterval(() => this.#tell(), this.#everyMs);
      return true;
    }
    if (this.#held >= this.#maxHeld || waiting.size >= this.#maxHeldOfOne) return false;
    this.#held += 1;
    await new Promise<void>((resolve) => waiting.push(resolve));
    this.#held -= 1;
    return true;
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
