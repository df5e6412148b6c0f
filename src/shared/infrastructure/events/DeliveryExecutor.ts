import { UnknownEventError } from '../../application/EventCodec.ts';
import type { DueDelivery } from '../../application/EventPublisher.ts';
import type { QueuedRoute } from '../../application/EventRoute.ts';
import type { Logger } from '../../application/Logger.ts';
import type { Database } from '../database/Database.ts';
import { retryLostRaces } from '../database/retryLostRaces.ts';
import type { Transaction } from '../database/Transaction.ts';
import type { EventCodecs } from './EventCodecs.ts';
import type { FencedDelivery, PrismaOutbox } from './PrismaOutbox.ts';
import { defaultRetryPolicy, type RetryPolicy } from './RetryPolicy.ts';

export interface DeliveryExecutorOptions {
  readonly database: Database;
  readonly outbox: PrismaOutbox;
  readonly codecs: EventCodecs;
  readonly routeOf: (handler: string) => QueuedRoute | undefined;
  /** Called after the commit with the pages that the handler split off. Must not throw or block. */
  readonly handOver: (deliveries: readonly DueDelivery[]) => void;
  readonly logger: Logger;
  readonly policy?: RetryPolicy | undefined;
}

/** Runs a queued handler once: fence, effect and `done_at` are one transaction. */
export class DeliveryExecutor {
  readonly #options: DeliveryExecutorOptions;
  readonly #policy: RetryPolicy;

  constructor(options: DeliveryExecutorOptions) {
    this.#options = options;
    this.#policy = options.policy ?? defaultRetryPolicy;
  }

  /**
   * Resolves when the effect is committed, was committed before, or its failure is noted in the outbox. Rejects when the outbox cannot be
   * reached: then the delivery is handed out again when its claim ends.
   *
   * @param restarted whether this very dispatch was started before, by a process that did not finish it.
   */
  async execute(delivery: DueDelivery, { restarted = false } = {}): Promise<void> {
    const startWasCounted = restarted || delivery.claimToken !== null;
    if (startWasCounted && !(await this.#start(delivery))) return;
    try {
      const pages = await this.#runInTransaction(delivery);
      if (pages.length > 0) this.#options.handOver(pages);
    } catch (error) {
      await this.#noteFailure(delivery, error, startWasCounted);
    }
  }

  /** Whether there is something to start, and it may be started once more. */
  async #start(delivery: DueDelivery): Promise<boolean> {
    const starts = await this.#options.outbox.recordStart(delivery, this.#policy.leaseMs);
    if (starts === undefined) return false;
    if (starts <= this.#policy.maxStarts) return true;
    // No start ever came to note a failure: the handler took its process with it each time.
    const error = 'the process ended while the handler ran';
    await this.#options.outbox.recordFailure(delivery, { error, startWasCounted: true }, this.#policy);
    return false;
  }

  async #runInTransaction(delivery: DueDelivery): Promise<readonly DueDelivery[]> {
    // A lost race is no fault of the handler, and the fence was rolled back with it: it runs again at once.
    return retryLostRaces(() =>
      this.#options.database.inTransaction(async (transaction) => {
        const fenced = await this.#options.outbox.fence(delivery);
        if (!fenced) return [];
        return this.#options.outbox.complete(delivery, await this.#handle(transaction, delivery, fenced));
      }),
    );
  }

  async #handle(transaction: Transaction, { handler, eventId }: DueDelivery, fenced: FencedDelivery) {
    const { codecs, routeOf } = this.#options;
    const event = codecs.decode(fenced);
    const route = routeOf(handler);
    if (!route) throw new UnknownHandlerError(handler);
    const { seq, actorId, correlationId, causationId, page } = fenced;
    const metadata = { eventId, seq, actorId, correlationId, causationId };
    transaction.handles(metadata);
    return route.handle(event, metadata, page);
  }

  async #noteFailure(delivery: DueDelivery, error: unknown, startWasCounted: boolean): Promise<void> {
    const { outbox, logger } = this.#options;
    const failure = { error: describe(error), startWasCounted };
    if (error instanceof UnknownEventError || error instanceof UnknownHandlerError) {
      logger.info({ ...delivery, reason: failure.error }, 'left a delivery to a newer release');
      await outbox.putOff(delivery, failure, this.#policy);
    } else {
      logger.warn({ err: error, ...delivery }, 'a queued handler failed');
      await outbox.recordFailure(delivery, failure, this.#policy);
    }
  }
}

/** A handler of a newer release. */
class UnknownHandlerError extends Error {
  override readonly name = 'UnknownHandlerError';

  constructor(handler: string) {
    super(`this release has no handler ${handler}`);
  }
}

/** What is kept with a dead letter: enough to find the cause, bounded. */
function describe(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
  return text.replaceAll('\0', '').slice(0, 4_000);
}
