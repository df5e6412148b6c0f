import type { Change } from './ChangeLog.ts';
import { LiveTail } from './LiveTail.ts';
import { PendingPulls } from './PendingPulls.ts';

/** A LiveTail of which the changes can be pulled one by one, by `next`, instead of being taken by a consumer. */
export class PullableTail<Heard extends Change, Item extends Change, Notice>
  extends LiveTail<Heard, Item, Notice>
  implements AsyncGenerator<Notice, undefined, undefined>
{
  #pulls: PendingPulls<Notice> | undefined;

  /** Rejects with CursorError or LiveUnavailableError, once; then it is done. Not where a consumer is attached. */
  next(): Promise<IteratorResult<Notice, undefined>> {
    this.#pulls ??= this.#beginPulling();
    const pulled = this.#pulls.pull();
    this.#give(this.#pulls);
    return pulled;
  }

  /** At once; a pending `next` resolves as done. */
  async return(): Promise<IteratorResult<Notice, undefined>> {
    this.close();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<Notice, undefined>> {
    this.close();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #beginPulling(): PendingPulls<Notice> {
    const pulls = new PendingPulls<Notice>();
    this.attach({ readable: () => this.#give(pulls), ended: (failure) => pulls.end(failure) });
    return pulls;
  }

  #give(pulls: PendingPulls<Notice>): void {
    while (!pulls.isEmpty) {
      const notice = this.take();
      if (notice === undefined) return;
      pulls.give(notice);
    }
  }
}
