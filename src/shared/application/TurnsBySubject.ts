import { Fifo } from './Fifo.ts';

/** What waits, taken by subject, each in turn: nothing waits behind all that another subject has brought. */
export class TurnsBySubject<T extends object> {
  /** In the order in which the subjects' turns come. */
  readonly #waiting = new Map<string, Fifo<T>>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** How much of the subject waits. */
  countOf(subject: string): number {
    return this.#waiting.get(subject)?.size ?? 0;
  }

  push(subject: string, item: T): void {
    const waiting = this.#waiting.get(subject) ?? new Fifo();
    waiting.push(item);
    this.#waiting.set(subject, waiting);
  }

  /** Takes out what of the subject has waited longest, if anything has. */
  drop(subject: string): void {
    const waiting = this.#waiting.get(subject);
    waiting?.shift();
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
      return item && { subject, item };
    }
    return undefined;
  }
}
