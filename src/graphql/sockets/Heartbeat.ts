interface Beating {
  /** Must not throw. */
  beat(): void;
}

/** Sockets are pinged in so many groups, one after the other: not all in one turn of the event loop. */
const groupCount = 12;

/** Calls each of its members regularly, all of them by one timer, which runs while there are any. */
export class Heartbeat implements Disposable {
  readonly #groups: readonly Set<Beating>[] = Array.from({ length: groupCount }, () => new Set());
  readonly #stepMs: number;
  #timer: NodeJS.Timeout | undefined;
  #members = 0;
  /** The group that was called last: who joins it has the longest until its first call. */
  #current = 0;

  /** @param everyMs between two calls of one member; the first comes up to a twelfth of it sooner. */
  constructor(everyMs: number) {
    this.#stepMs = everyMs / groupCount;
  }

  /** Dispose leaves; once. */
  join(member: Beating): Disposable {
    const group = this.#groups[this.#current];
    group?.add(member);
    this.#members += 1;
    this.#timer ??= setInterval(() => this.#step(), this.#stepMs);
    return {
      [Symbol.dispose]: () => {
        if (group?.delete(member)) this.#members -= 1;
        if (this.#members === 0) this[Symbol.dispose]();
      },
    };
  }

  #step(): void {
    this.#current = (this.#current + 1) % groupCount;
    for (const member of this.#groups[this.#current] ?? []) member.beat();
  }

  /** Nobody is called any more, until somebody joins. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
