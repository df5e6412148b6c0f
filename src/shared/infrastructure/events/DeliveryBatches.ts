import type { DueDelivery } from '../../application/EventPublisher.ts';
import { batchesOf } from './batchesOf.ts';

/** Batches that are executed at the same time: while one waits for the database, the next one's jobs are fetched. */
export const batchesAtATime = 2;

interface Waiting extends DueDelivery {
  readonly settled: PromiseWithResolvers<void>;
}

/**
 * Gathers the deliveries of a handler that are at hand at the same time. Nobody waits for company: what comes alone is executed at once, and what
 * comes while others are executed goes together after them.
 */
export class DeliveryBatches {
  readonly #execute: (deliveries: readonly DueDelivery[]) => Promise<void>;
  #waiting: readonly Waiting[] = [];
  #running = 0;

  constructor(execute: (deliveries: readonly DueDelivery[]) => Promise<void>) {
    this.#execute = execute;
  }

  /** Settles as the batch does that it is in. */
  execute(delivery: DueDelivery): Promise<void> {
    const settled = Promise.withResolvers<void>();
    this.#waiting = [...this.#waiting, { ...delivery, settled }];
    // What one answer of Redis brings comes in the same turn of the event loop.
    setImmediate(() => this.#begin());
    return settled.promise;
  }

  #begin(): void {
    const [batch] = batchesOf(this.#waiting);
    if (!batch || this.#running >= batchesAtATime) return;
    this.#waiting = this.#waiting.slice(batch.length);
    this.#running += 1;
    void this.#run(batch);
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#execute(batch.map(({ settled: _, ...delivery }) => delivery));
      for (const { settled } of batch) settled.resolve();
    } catch (error) {
      for (const { settled } of batch) settled.reject(error);
    }
    this.#running -= 1;
    setImmediate(() => this.#begin());
  }
}
