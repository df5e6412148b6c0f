/** First in, first out. Taking one out moves none of the others, as `Array.shift` would. */
export class Fifo<T extends object> {
  #items: (T | undefined)[] = [];
  /** Of the first one in it; what is before was taken out. */
  #first = 0;

  get size(): number {
    return this.#items.length - this.#first;
  }

  /** The one that was put in first; it stays. */
  peek(): T | undefined {
    return this.#items[this.#first];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#first];
    if (item === undefined) return undefined;
    this.#items[this.#first] = undefined;
    this.#first += 1;
    // Each is moved once at most for each time that half of them were taken out.
    if (this.#first * 2 > this.#items.length) this.#compact();
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#first = 0;
  }

  #compact(): void {
    if (this.#first === this.#items.length) this.#items.length = 0;
    else this.#items.splice(0, this.#first);
    this.#first = 0;
  }
}
