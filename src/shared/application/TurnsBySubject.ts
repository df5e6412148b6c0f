import { Fifo } from './Fifo.ts';

/** What waits, taken by subject, each in turn: nothing waits behind all that another subject has brought. */
export class TurnsBySubject<T extends object> {
  /** In the order in which the subjects' turns come. */
  readonly #waiting = new Map<string, Fifo<T>>();
  #size = 0;

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** How much waits, of all subjects. */
  get size(): number {
    return this.#size;
  }

  /** How much of the subject waits. */
  countOf(subject: string): number {
    return this.#waiting.get(subject)?.size ?? 0;
  }

  push(subject: string, item: T): void {
    const waiting = this.#waiting.get(subject) ?? new Fifo();
    waiting.push(item);
    this.#waiting.set(subject, waiting);
    this.#size += 1;
  }

  /** Takes out what of the subject has waited longest, if anything has. */
  drop(subject: string): void {
    const waiting = this.#waiting.get(subject);
    if (waiting?.shift()) this.#size -= 1;
    if (waiting?.size === 0) this.#waiting.delete(subject);
  }

  /** Takes the next out of what waits. Undefined if nothing does that may be taken. */
  shift(
    mayBeTaken: (subject: string) => boolean = () => true,
  ): { readonly subject: string; readonly item: T } | undefined {
    for (const [subject, waiting] of this.#waiting) {
      if (!mayBeTaken(subject)) continue;
      const item = waiting.shift();
      this.#waiting.delete(subject);
      if (waiting.size > 0) this.#waiting.set(subject, waiting); // behind all others
      if (!item) return undefined;
      this.#size -= 1;
      return { subject, item };
    }
    return undefined;
  }
}
