import { TurnsBySubject } from '../../shared/application/TurnsBySubject.ts';

export interface PacedRefusalsOptions {
  /** Between two that one address is told. Default 20 ms. */
  readonly everyMs?: number;
  /** For about how long one is held in a steady crowd, however large: of a large one several are told at a time. Default 5 s. */
  readonly holdMs?: number;
  /** How many are held at a time: what is refused stays in memory meanwhile, 100 KB of it at worst. Default 500. */
  readonly maxHeld?: number;
  /** How many of one address. Default: half of that. */
  readonly maxHeldOfOne?: number;
  /**
   * How many of each viewer of an address, and of nobody's in particular there, are held however many others are: else two addresses, or a crowd behind
   * one, could have anybody cut off who sends a little too much. So all that is held is bounded by how many addresses and viewers are refused. Default 20.
   */
  readonly heldAnyway?: number;
}

/** For who refuses. */
export interface Refusals {
  /**
   * Resolves when it is to be told: to true, or to false at once where too much is held already, some of it its own: then the connection is to be
   * closed, or whoever does not wait for answers would be refused without a bound.
   *
   * @param viewer whose own it is, among others of the address.
   */
  turnOf(address: string, viewer?: string): Promise<boolean>;
}

type Tell = () => void;

/**
 * When clients are told that they sent too much: one after the other of each address. Most who send too much send the next as soon as the one
 * before is answered: they would be refused as often as the processor can, at the expense of everybody else. Who is refused once in a while is
 * told at once; and what is a viewer's own does not wait behind all that is held of others of the address.
 */
export class PacedRefusals implements Refusals, Disposable {
  readonly #everyMs: number;
  /** In so many turns as much is told as is held. */
  readonly #turns: number;
  readonly #maxHeld: number;
  readonly #maxHeldOfOne: number;
  readonly #heldAnyway: number;
  /** Of each address that was told of one a moment ago, by viewer. */
  readonly #waiting = new Map<string, TurnsBySubject<Tell>>();
  #held = 0;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(options: PacedRefusalsOptions = {}) {
    const { everyMs = 20, holdMs = 5_000, maxHeld = 500, maxHeldOfOne = maxHeld / 2, heldAnyway = 20 } = options;
    this.#everyMs = everyMs;
    this.#turns = Math.max(1, Math.floor(holdMs / everyMs));
    this.#maxHeld = maxHeld;
    this.#maxHeldOfOne = maxHeldOfOne;
    this.#heldAnyway = heldAnyway;
  }

  async turnOf(address: string, viewer = ''): Promise<boolean> {
    if (this.#isDisposed) return true;
    const waiting = this.#waiting.get(address);
    if (!waiting) {
      this.#waiting.set(address, new TurnsBySubject());
      this.#timer ??= setInterval(() => this.#tell(), this.#everyMs);
      return true;
    }
    const isFull = this.#held >= this.#maxHeld || waiting.size >= this.#maxHeldOfOne;
    if (isFull && waiting.countOf(viewer) >= this.#heldAnyway) return false;
    this.#held += 1;
    await new Promise<void>((resolve) => waiting.push(viewer, resolve));
    this.#held -= 1;
    return true;
  }

  #tell(): void {
    for (const [address, waiting] of this.#waiting) {
      if (waiting.isEmpty) this.#waiting.delete(address);
      for (let count = Math.ceil(waiting.size / this.#turns); count > 0; count -= 1) waiting.shift()?.item();
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
    for (const waiting of this.#waiting.values())
      for (let tell = waiting.shift(); tell; tell = waiting.shift()) tell.item();
    this.#waiting.clear();
  }
}
