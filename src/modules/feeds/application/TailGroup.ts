import type { TailSink } from '../../../shared/application/live/Interest.ts';
import type { FeedItemChange } from '../domain/FeedChange.ts';

/** The live subscribers of one feed on this instance. It is given each change once, and hands it to all of them. */
export class TailGroup {
  readonly #tails = new Set<TailSink<FeedItemChange>>();

  get isEmpty(): boolean {
    return this.#tails.size === 0;
  }

  add(tail: TailSink<FeedItemChange>): void {
    this.#tails.add(tail);
  }

  delete(tail: TailSink<FeedItemChange>): void {
    this.#tails.delete(tail);
  }

  deliver(change: FeedItemChange): void {
    for (const tail of this.#tails) tail.push(change);
  }
}
