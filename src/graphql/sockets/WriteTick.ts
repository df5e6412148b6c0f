import { WriteMemory } from './WriteMemory.ts';

interface Flushable {
  flush(): void;
}

/** Of thousands, those that were touched last are still in the processor's cache. */
const maxDue = 64;

/** The writers that have something to write, each flushed at the end of this turn of the event loop, whatever came for it; where many are due, sooner. */
export class WriteTick {
  /** For one writer after the other. */
  readonly memory = new WriteMemory();
  #due: Flushable[] = [];
  #isAwaited = false;

  /** To be called by a writer that has nothing yet, before it has something. */
  schedule(writer: Flushable): void {
    if (this.#due.length === maxDue) this.flush();
    if (!this.#isAwaited) {
      this.#isAwaited = true;
      setImmediate(() => this.#endTurn());
    }
    this.#due.push(writer);
  }

  /** Writes now what is due. */
  flush(): void {
    const due = this.#due;
    this.#due = [];
    for (const writer of due) writer.flush();
  }

  #endTurn(): void {
    this.#isAwaited = false;
    this.flush();
  }
}
