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
  /** How many distributed deliveries of each handler are not done yet; of a handler that is left out, none. */
  readonly queued: (handlers: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly ids: IdGenerator;
  readonly logger: Logger;
  /** Between two looks for what is late. Default 500 ms: a look that finds nothing reads a page of an index and writes nothing. */
  readonly pollMs?: number;
  /** How long a claimed delivery is left to where it was dispatched. Default 30 s. */
  readonly leaseMs?: number;
  /** Claimed at a time, at most. Default 100. */
  readonly batch?: number;
  /**
   * Of each handler, no more is claimed than brings its queue to this. At least `batch`; default 5,000. More would only wait there, and be
   * claimed again when its lease ends: with 5,000, this happens where all workers together do less than 167 a second, and costs a row's update.
   * Relays that look at the same moment may each exceed it by a batch.
   */
  readonly maxQueued?: number;
  /** From the beginning of one handover to that of the next, at least. Default 20 ms. */
  readonly handoverPaceMs?: number;
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
  readonly #maxQueued: number;
  readonly #handoverPaceMs: number;
  readonly #reading: OutageLog;
  readonly #dispatching: OutageLog;
  readonly #handovers = new Set<Promise<void>>();
  readonly #committed: DueDelivery[] = [];
  #handedOverAt = Number.NEGATIVE_INFINITY;
  #nextHandover: NodeJS.Timeout | undefined;
  #inFlight = 0;
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
    this.#pollMs = options.pollMs ?? 500;
    this.#leaseMs = options.leaseMs ?? 30_000;
    this.#batch = options.batch ?? 100;
    this.#maxQueued = options.maxQueued ?? 5_000;
    this.#handoverPaceMs = options.handoverPaceMs ?? 20;
    this.#reading = new OutageLog(options.logger, 'reading the outbox');
    this.#dispatching = new OutageLog(options.logger, 'dispatching late deliveries');
  }

  start(): void {
    this.#schedule();
  }

  /**
   * Dispatches what was just committed, together with what else is in this turn of the event loop; under load, with what else is in the next few
   * milliseconds: a handover costs this process more than what is in it. Never throws and never blocks: what does not get there is found by the poll.
   */
  handOver(deliveries: readonly DueDelivery[]): void {
    if (this.#stopped || this.#inFlight + deliveries.length > maxInFlight) return;
    this.#inFlight += deliveries.length;
    this.#committed.push(...deliveries);
    if (this.#committed.length > deliveries.length) return;
    const waitMs = this.#handedOverAt + this.#handoverPaceMs - performance.now();
    if (waitMs > 0) this.#nextHandover = setTimeout(() => this.#handOverCommitted(), waitMs);
    else setImmediate(() => this.#handOverCommitted());
  }

  #handOverCommitted(): void {
    const deliveries = this.#committed.splice(0);
    if (deliveries.length === 0) return;
    this.#handedOverAt = performance.now();
    const handover = this.#options
      .distribute(deliveries)
      .catch((error: unknown) => this.#options.logger.debug({ err: error }, 'a handover failed: the poll will take it'))
      .finally(() => {
        this.#inFlight -= deliveries.length;
        this.#handovers.delete(handover);
      });
    this.#handovers.add(handover);
  }

  /** Dispatches what is late, until nothing is, or the queues are full. Rejects when the database cannot be reached. */
  async poll(): Promise<void> {
    const { outbox, handlers, ids } = this.#options;
    // When nothing is late, nobody else is asked.
    if (this.#stopped || !(await outbox.isAnyDue(handlers))) return;
    while (!this.#stopped) {
      const withRoom = await this.#handlersWithRoom();
      if (withRoom.length === 0) return;
      const claimToken = ids.next();
      const claim = { handlers: withRoom, limit: this.#batch, leaseMs: this.#leaseMs, claimToken };
      const due = await outbox.claimDue(claim);
      if (due.length > 0 && !(await this.#dispatch(due, claimToken))) return;
      if (due.length < this.#batch) return;
    }
  }

  /** Those whose queues take a whole batch: all of it may be for one handler. None when nobody can tell. */
  async #handlersWithRoom(): Promise<readonly string[]> {
    const { handlers, queued } = this.#options;
    try {
      const counts = await queued(handlers);
      return handlers.filter((handler) => (counts.get(handler) ?? 0) + this.#batch <= this.#maxQueued);
    } catch (error) {
      this.#dispatching.failed(error);
      return [];
    }
  }

  /** Resolves to whether it succeeded; if not, what was claimed is given back. */
  async #dispatch(due: readonly DueDelivery[], claimToken: string): Promise<boolean> {
    try {
      await this.#options.distribute(due);
      this.#dispatching.succeeded();
      return true;
    } catch (error) {
      this.#dispatching.failed(error);
      await this.#options.outbox.release(claimToken, releaseDelayMs);
      return false;
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
    clearTimeout(this.#nextHandover);
    this.#handOverCommitted();
    await this.#polling;
    await Promise.all(this.#handovers);
  }
}
