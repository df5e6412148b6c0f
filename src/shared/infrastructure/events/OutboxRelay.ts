import type { DueDelivery } from '../../application/EventPublisher.ts';
import type { IdGenerator } from '../../application/IdGenerator.ts';
import type { Logger } from '../../application/Logger.ts';
import { OutageLog } from '../../application/OutageLog.ts';
import type { PrismaOutbox } from './PrismaOutbox.ts';

export interface OutboxRelayOptions {
  readonly outbox: PrismaOutbox;
  /** The queued handlers of this release: what is due for others is left to a release that has them. */
  readonly handlers: readonly string[];
  readonly distribute: (deliveries: readonly DueDelivery[]) => Promise<void>;
  readonly ids: IdGenerator;
  readonly logger: Logger;
  /** Between two looks for what is late. Default 500 ms. */
  readonly pollMs?: number;
  /** How long a claimed delivery is left to where it was dispatched. Default 30 s. */
  readonly leaseMs?: number;
  /** Claimed at a time, at most. Default 100. */
  readonly batch?: number;
}

/** Deliveries that are being handed over right after their commit, at most; beyond, the poll takes them. */
const maxInFlight = 5_000;
/** Until claims that could not be dispatched are due again. */
const releaseDelayMs = 1_000;

/**
 * Brings queued work to its handlers: at once what this instance committed, by a poll what is late, whoever committed it. Every instance runs
 * one; none is the leader.
 */
export class OutboxRelay implements AsyncDisposable {
  readonly #options: OutboxRelayOptions;
  readonly #pollMs: number;
  readonly #leaseMs: number;
  readonly #batch: number;
  readonly #reading: OutageLog;
  readonly #dispatching: OutageLog;
  readonly #handovers = new Set<Promise<void>>();
  readonly #committed: DueDelivery[] = [];
  #inFlight = 0;
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
    this.#pollMs = options.pollMs ?? 500;
    this.#leaseMs = options.leaseMs ?? 30_000;
    this.#batch = options.batch ?? 100;
    this.#reading = new OutageLog(options.logger, 'reading the outbox');
    this.#dispatching = new OutageLog(options.logger, 'dispatching late deliveries');
  }

  start(): void {
    this.#schedule();
  }

  /**
   * Dispatches what was just committed, together with what else is in this turn of the event loop. Never throws and never blocks: what does not get
   * there is found by the poll.
   */
  handOver(deliveries: readonly DueDelivery[]): void {
    if (this.#stopped || this.#inFlight + deliveries.length > maxInFlight) return;
    this.#inFlight += deliveries.length;
    this.#committed.push(...deliveries);
    if (this.#committed.length === deliveries.length) setImmediate(() => this.#handOverCommitted());
  }

  #handOverCommitted(): void {
    const deliveries = this.#committed.splice(0);
    if (deliveries.length === 0) return;
    const handover = this.#options
      .distribute(deliveries)
      .catch((error: unknown) => this.#options.logger.debug({ err: error }, 'a handover failed: the poll will take it'))
      .finally(() => {
        this.#inFlight -= deliveries.length;
        this.#handovers.delete(handover);
      });
    this.#handovers.add(handover);
  }

  /** Dispatches what is late, until nothing is. Rejects when the database cannot be reached. */
  async poll(): Promise<void> {
    const { outbox, handlers, ids, distribute } = this.#options;
    while (!this.#stopped) {
      const claimToken = ids.next();
      const due = await outbox.claimDue({ handlers, limit: this.#batch, leaseMs: this.#leaseMs, claimToken });
      if (due.length === 0) return;
      try {
        await distribute(due);
        this.#dispatching.succeeded();
      } catch (error) {
        this.#dispatching.failed(error);
        await outbox.release(claimToken, releaseDelayMs);
        return;
      }
      if (due.length < this.#batch) return;
    }
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#polling = this.poll()
        .then(
          () => this.#reading.succeeded(),
          (error: unknown) => this.#reading.failed(error),
        )
        .finally(() => this.#schedule());
    }, this.#pollMs);
  }

  /** Waits for what is being dispatched. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#handOverCommitted();
    await this.#polling;
    await Promise.all(this.#handovers);
  }
}
