interface Flushable {
  flush(): void;
}

/** The writers that have something to write, each flushed once at the end of this turn of the event loop, whatever came for it. */
export class WriteTick {
  #due: Flushable[] = [];

  /** @param writer not scheduled yet in this turn. */
  schedule(writer: Flushable): void {
    if (this.#due.length === 0) setImmediate(() => this.flush());
    this.#due.push(writer);
  }

  /** Writes now what is due. */
  flush(): void {
    const due = this.#due;
    this.#due = [];
    for (const writer of due) writer.flush();
  }
}
