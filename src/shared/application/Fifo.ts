interface Link<T> {
  readonly item: T;
  next: Link<T> | undefined;
}

/** First in, first out. Nothing is kept of what was taken out, nor for what may come: most are empty most of the time, and there are thousands. */
export class Fifo<T extends object> {
  #first: Link<T> | undefined;
  #last: Link<T> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The one that was put in first; it stays. */
  peek(): T | undefined {
    return this.#first?.item;
  }

  push(item: T): void {
    const link = { item, next: undefined };
    if (this.#last) this.#last.next = link;
    else this.#first = link;
    this.#last = link;
    this.#size += 1;
  }

  shift(): T | undefined {
    const first = this.#first;
    if (!first) return undefined;
    this.#first = first.next;
    // Or one that the garbage collector takes for old would keep all that came after it.
    first.next = undefined;
    if (!this.#first) this.#last = undefined;
    this.#size -= 1;
    return first.item;
  }

  clear(): void {
    this.#first = undefined;
    this.#last = undefined;
    this.#size = 0;
  }
}
