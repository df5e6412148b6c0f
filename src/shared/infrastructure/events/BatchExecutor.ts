import type { DeliveryKey, DueDelivery } from '../../application/EventPublisher.ts';
import type { QueuedRoute } from '../../application/EventRoute.ts';
import type { Logger } from '../../application/Logger.ts';
import type { Database } from '../database/Database.ts';
import { isDatabaseOutage } from '../database/outage.ts';
import { retryLostRaces } from '../database/retryLostRaces.ts';
import { withTimeout } from '../withTimeout.ts';
import type { EventCodecs } from './EventCodecs.ts';
import { firstStart, type Start, type StartedDelivery } from './fencing.ts';
import { handleTogether, type Together } from './handleTogether.ts';
import { inTurns } from './inTurns.ts';
import type { PrismaOutbox } from './PrismaOutbox.ts';
import type { Quarantine } from './Quarantine.ts';
import { type RetryPolicy, unreachedDelayMs } from './RetryPolicy.ts';

export interface BatchExecutorOptions {
  readonly database: Database;
  readonly outbox: PrismaOutbox;
  readonly codecs: EventCodecs;
  readonly routeOf: (handler: string) => QueuedRoute | undefined;
  /** Called after the commit with the pages that the handler split off. Must not throw or block. */
  readonly handOver: (deliveries: readonly DueDelivery[]) => void;
  readonly logger: Logger;
  readonly policy: RetryPolicy;
  /** Shared with what runs alone in this process. */
  readonly quarantine: Quarantine;
  /** Starts a delivery in nobody's company, and runs it. */
  readonly executeAlone: (delivery: DueDelivery) => Promise<void>;
  /** Runs one that is started, in a transaction of its own. */
  readonly run: (delivery: DeliveryKey, start: Start) => Promise<void>;
}

/** Deliveries of a handler that run at the same time, where they run alone: each takes a connection to the database. */
export const aloneAtATime = 4;

/** Runs several deliveries of a handler in one transaction, as far as they may be in company, and the others alone. */
export class BatchExecutor {
  readonly #options: BatchExecutorOptions;

  constructor(options: BatchExecutorOptions) {
    this.#options = options;
  }

  /** Runs the deliveries, each given once, as `DeliveryExecutor.executeAll` says. Rejects when the outbox cannot be reached for any of them. */
  async execute(handler: string, batch: readonly DueDelivery[]): Promise<void> {
    if (batch.length === 1) return inTurns(batch, 1, this.#options.executeAlone);
    const [suspects, trusted] = [batch.filter(isSuspect), batch.filter((delivery) => !isSuspect(delivery))];
    const others = await this.#options.quarantine.besideOthers(() => this.#runTrusted(handler, trusted));
    // One of them may have ended a process, and whatever runs beside it would end with it again.
    await inTurns([...others, ...suspects], 1, this.#options.executeAlone);
  }

  /** Resolves to those that were started before, and are to be run alone. */
  async #runTrusted(handler: string, batch: readonly DueDelivery[]): Promise<readonly DueDelivery[]> {
    const { starts, others } = await this.#startAll(handler, batch);
    const isAlone = ({ delivery }: StartedDelivery): boolean =>
      delivery.page > 0 && this.#options.routeOf(handler)?.handlesPagesAlone === true;
    const inCompany = starts.filter((start) => !isAlone(start));
    const left = await this.#runTogether(handler, inCompany);
    await inTurns([...left, ...starts.filter(isAlone)], aloneAtATime, ({ delivery, start }) =>
      this.#options.run(delivery, start),
    );
    return others;
  }

  /** Begins those that were not started before. */
  async #startAll(handler: string, batch: readonly DueDelivery[]) {
    const unclaimed = batch.filter(({ claimToken }) => claimToken === null);
    const claimed = batch.filter(({ claimToken }) => claimToken !== null);
    const recorded =
      claimed.length === 0 ? [] : await this.#options.outbox.recordFirstStarts(handler, claimed, this.#options.policy);
    const begun = new Set(recorded.map(({ delivery }) => delivery));
    const starts = [...unclaimed.map((delivery) => ({ delivery, start: firstStart })), ...recorded];
    return { starts, others: claimed.filter((delivery) => !begun.has(delivery)) };
  }

  /** Resolves to those that are left, to be run alone. */
  async #runTogether(handler: string, starts: readonly StartedDelivery[]): Promise<readonly StartedDelivery[]> {
    const { database, outbox, codecs, routeOf, handOver, logger, policy } = this.#options;
    const handleAll = routeOf(handler)?.handleAll;
    if (!handleAll || starts.length < 2) return starts;
    const progress = { isHandling: false };
    const onHandling = (): void => void (progress.isHandling = true);
    const run = (): Promise<Together> => {
      progress.isHandling = false;
      return handleTogether(starts, { database, outbox, codecs, handler, handleAll, onHandling });
    };
    try {
      // A batch that fell apart over a lost race would go on as up to fifty transactions, under the very load that made it lose.
      const { pages, left } = await retryLostRaces(() =>
        withTimeout(policy.handlerMs, `the handler ${handler}`, run()),
      );
      if (pages.length > 0) handOver(pages);
      return left;
    } catch (error) {
      const context = { err: error, handler, deliveries: starts.length };
      if (progress.isHandling || !isDatabaseOutage(error)) {
        logger.info(context, 'deliveries failed together: each is started alone');
        return starts;
      }
      logger.warn(context, 'a queued handler was not reached: it is started later');
      await outbox.undoStarts(handler, starts, unreachedDelayMs);
      return [];
    }
  }
}

const isSuspect = (delivery: DueDelivery): boolean => delivery.isSuspect === true;
