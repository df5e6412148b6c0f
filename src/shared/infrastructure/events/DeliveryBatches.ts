import type { DueDelivery } from '../../application/EventPublisher.ts';
import { batchesOf } from './batchesOf.ts';

/** Batches that are executed at the same time: while one waits for the database, the next one's jobs are fetched. */
export const batchesAtATime = 2;

interface Waiting {
  readonly delivery: DueDelivery;
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
    this.#waiting = [...this.#waiting, { delivery, settled }];
    // What one answer of Redis brings comes in the same turn of the event loop.
    setImmediate(() => this.#begin());
    return settled.promise;
  }

  #begin(): void {
    const [deliveries] = batchesOf(this.#waiting.map(({ delivery }) => delivery));
    if (!deliveries || this.#running >= batchesAtATime) return;
    const batch = this.#waiting.slice(0, deliveries.length);
    this.#waiting = this.#waiting.slice(deliveries.length);
    this.#running += 1;
    this.#execute(deliveries).then(
      () => this.#ended(batch, ({ settled }) => settled.resolve()),
      (error: unknown) => this.#ended(batch, ({ settled }) => settled.reject(error)),
    );
  }

  #ended(batch: readonly Waiting[], tell: (waiting: Waiting) => void): void {
    batch.forEach(tell);
    this.#running -= 1;
    setImmediate(() => this.#begin());
  }
}
