/** A socket whose connection_init has not come. */
interface Waiting {
  /** It waits no more. */
  evict(): void;
}

/**
 * Sockets that have not sent connection_init, by address. One too many makes the oldest of them go: who means well sends it at once, and is never
 * the oldest, however many others wait for nothing.
 */
export class WaitingSockets {
  readonly #perAddress: number;
  readonly #waiting = new Map<string, Set<Waiting>>();

  /** @param perAddress 0: without a bound. */
  constructor(perAddress: number) {
    this.#perAddress = perAddress;
  }

  /** Whether the oldest of the address had to go for it. */
  add(address: string, socket: Waiting): boolean {
    if (this.#perAddress === 0) return false;
    const waiting = this.#waiting.get(address) ?? new Set();
    this.#waiting.set(address, waiting.add(socket));
    if (waiting.size <= this.#perAddress) return false;
    const [oldest] = waiting;
    if (!oldest) return false;
    waiting.delete(oldest);
    oldest.evict();
    return true;
  }

  /** It was initialised, or closed. Also for one that is not there. */
  remove(address: string, socket: Waiting): void {
    const waiting = this.#waiting.get(address);
    if (waiting?.delete(socket) && waiting.size === 0) this.#waiting.delete(address);
  }
}
