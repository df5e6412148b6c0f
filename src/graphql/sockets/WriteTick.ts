interface Flushable {
  flush(): void;
}

/** The writers that have something to write, each flushed once at the end of this turn of the event loop, whatever came for it. */
export class WriteTick {
  #due = new Set<Flushable>();

  schedule(writer: Flushable): void {
    if (this.#due.size === 0) setImmediate(() => this.flush());
    this.#due.add(writer);
  }

  /** Writes now what is due. */
  flush(): void {
    const due = this.#due;
    this.#due = new Set();
    for (const writer of due) writer.flush();
  }
}
