import { UnknownEventError } from '../../application/EventCodec.ts';
import type { DeliveryKey, DueDelivery } from '../../application/EventPublisher.ts';
import type { Handle, QueuedRoute } from '../../application/EventRoute.ts';
import type { Logger } from '../../application/Logger.ts';
import type { HandlerMetrics } from '../../application/Metrics.ts';
import { NotNowError } from '../../application/PreparedEventHandler.ts';
import type { Database } from '../database/Database.ts';
import { isDatabaseOutage } from '../database/outage.ts';
import { retryLostRaces } from '../database/retryLostRaces.ts';
import type { Transaction } from '../database/Transaction.ts';
import { withTimeout } from '../withTimeout.ts';
import { aloneAtATime, BatchExecutor } from './BatchExecutor.ts';
import { batchesOf } from './batchesOf.ts';
import type { EventCodecs } from './EventCodecs.ts';
import { type FencedDelivery, firstStart, type Start } from './fencing.ts';
import { inTurns } from './inTurns.ts';
import type { PrismaOutbox, RecordedStart } from './PrismaOutbox.ts';
import { prepareDelivery } from './prepareDelivery.ts';
import { Quarantine } from './Quarantine.ts';
import { defaultRetryPolicy, type RetryPolicy, unreachedDelayMs } from './RetryPolicy.ts';

export interface DeliveryExecutorOptions {
  readonly database: Database;
  readonly outbox: PrismaOutbox;
  readonly codecs: EventCodecs;
  readonly routeOf: (handler: string) => QueuedRoute | undefined;
  /** Called after the commit with the pages that the handler split off. Must not throw or block. */
  readonly handOver: (deliveries: readonly DueDelivery[]) => void;
  readonly metrics?: Pick<HandlerMetrics, 'died'>;
  readonly logger: Logger;
  readonly policy?: RetryPolicy | undefined;
}

/** The same where they spend their time on waiting for somebody outside. */
export const preparedAtATime = 16;
/** Runs a queued handler once: fence, effect and `done_at` are one transaction. What it has to ask outside, it asks before. */
export class DeliveryExecutor {
  readonly #options: DeliveryExecutorOptions;
  readonly #policy: RetryPolicy;
  readonly #quarantine = new Quarantine();
  /** Apart: they wait for others outside, and while one of them ran alone everything else would wait with it. */
  readonly #preparedQuarantine = new Quarantine();
  readonly #batches: BatchExecutor;

  constructor(options: DeliveryExecutorOptions) {
    this.#options = options;
    this.#policy = options.policy ?? defaultRetryPolicy;
    this.#batches = new BatchExecutor({
      ...options,
      policy: this.#policy,
      quarantine: this.#quarantine,
      executeAlone: (delivery) => this.execute(delivery),
      run: (delivery, start) => this.#run(delivery, start),
    });
  }

  /**
   * Resolves when the effect is committed, was committed before, or its failure is noted in the outbox. Rejects when the outbox cannot be
   * reached: then the delivery is handed out again when its claim ends. A suspect runs alone in its process: if it was not the one that ended
   * the last, it is not there when that one ends the next.
   *
   * @param restarted whether this very dispatch was started before, by a process that did not finish it. Then that start is noted as failed,
   * and the relay hands the delivery out again after a wait: what ended together with a process must not start together again.
   */
  async execute(delivery: DueDelivery, { restarted = false } = {}): Promise<void> {
    if (restarted) return this.#noteCrash(delivery);
    const { handler, isSuspect } = delivery;
    const run = (): Promise<void> => this.#startAndRun(delivery);
    const [quarantine, prepared] = [this.#quarantine, this.#preparedQuarantine];
    if (this.prepares(handler)) return isSuspect ? prepared.alone(run) : prepared.besideOthers(run);
    // Nobody who asks outside would survive it either: it waits for them, and they for it. None of them waits for anybody here.
    return isSuspect ? prepared.alone(() => quarantine.alone(run)) : quarantine.besideOthers(run);
  }

  async #startAndRun(delivery: DueDelivery): Promise<void> {
    if (this.prepares(delivery.handler)) return this.#startPrepared(delivery);
    const start = await this.#start(delivery);
    if (start) await this.#run(delivery, start);
  }

  /** Whether deliveries of this handler wait for somebody outside, and meanwhile take up nothing here. */
  prepares(handler: string): boolean {
    return this.#options.routeOf(handler)?.prepare !== undefined;
  }

  /** Whether deliveries of this handler are executed together. */
  takesSeveral(handler: string): boolean {
    return this.#options.routeOf(handler)?.handleAll !== undefined;
  }

  /**
   * The same for deliveries of one handler, which all share a transaction if the handler takes several, in batches that stay far below the time
   * that a transaction may last. Alone remain those that were started before: whichever of them fails, or ended a process, is in nobody's
   * company again. A batch that lost a race runs again at once; if it fails, nothing of it has happened, and no start is counted: each of its
   * deliveries is started alone then.
   *
   * Rejects when the outbox cannot be reached for any of them.
   */
  async executeAll(handler: string, deliveries: readonly DueDelivery[]): Promise<void> {
    const distinct = [
      ...new Map(deliveries.map((delivery) => [`${delivery.eventId} ${delivery.page}`, delivery])).values(),
    ];
    const atATime = this.prepares(handler) ? preparedAtATime : aloneAtATime;
    if (!this.takesSeveral(handler)) return inTurns(distinct, atATime, (delivery) => this.execute(delivery));
    for (const batch of batchesOf(distinct)) await this.#batches.execute(handler, batch);
  }

  /** Every start is recorded before it prepares: while it does, which may take seconds, the relay must not take it for late. */
  async #startPrepared(delivery: DueDelivery): Promise<void> {
    const start = await this.#recordStart(delivery);
    if (!start) return;
    const { outbox, codecs, routeOf } = this.#options;
    const policy = this.#policy;
    await this.#run(delivery, start, () => prepareDelivery(delivery, start, { outbox, codecs, routeOf, policy }));
  }

  /** @param prepare comes before the transaction, and says what is done in it; undefined where there is nothing to do, as the fence will find. */
  async #run(
    delivery: StartedKey,
    start: Start,
    prepare: () => Promise<Handle | undefined> = async () => this.#options.routeOf(delivery.handler)?.handle,
  ): Promise<void> {
    const progress = { isHandling: false };
    try {
      const handle = await prepare();
      const pages = await this.#runInTransaction(delivery, start, { handle, progress });
      if (pages.length > 0) this.#options.handOver(pages);
    } catch (error) {
      if (!progress.isHandling && isDatabaseOutage(error)) await this.#undoStart(delivery, start, error);
      else await this.#noteFailure(delivery, start, error);
    }
  }

  /** Undefined if there is nothing to start. The first start is on the happy path: it is not recorded before it runs. */
  async #start(delivery: DueDelivery): Promise<Start | undefined> {
    return delivery.claimToken === null ? firstStart : this.#recordStart(delivery);
  }

  async #recordStart(delivery: DueDelivery): Promise<RecordedStart | undefined> {
    const outcome = await this.#options.outbox.recordStart(delivery, this.#policy);
    if (outcome.kind === 'started') return outcome;
    if (outcome.kind === 'exhausted') this.#reportDeadLetter(delivery, this.#policy.maxStarts);
    return undefined;
  }

  async #noteCrash(delivery: DueDelivery): Promise<void> {
    const outcome = await this.#options.outbox.recordCrash(delivery, this.#policy);
    if (!outcome) return;
    this.#options.logger.warn({ ...delivery, ...outcome }, 'a process ended while a queued handler ran');
    if (outcome.isDead) this.#reportDeadLetter(delivery, outcome.attempts);
  }

  async #runInTransaction(
    delivery: DeliveryKey,
    start: Start,
    { handle, progress }: { readonly handle: Handle | undefined; readonly progress: { isHandling: boolean } },
  ): Promise<readonly DueDelivery[]> {
    const { database, outbox } = this.#options;
    const run = (): Promise<readonly DueDelivery[]> => {
      progress.isHandling = false;
      return database.inTransaction(async (transaction) => {
        const fenced = await outbox.fence(delivery, start);
        if (!fenced) return [];
        progress.isHandling = true;
        return outbox.complete(delivery, await this.#handle(transaction, delivery, fenced, handle));
      });
    };
    // A lost race is no fault of the handler, and the fence was rolled back with it: it runs again at once.
    return retryLostRaces(() => withTimeout(this.#policy.handlerMs, `the handler ${delivery.handler}`, run()));
  }

  async #handle(
    transaction: Transaction,
    { handler, eventId }: DeliveryKey,
    fenced: FencedDelivery,
    handle: Handle | undefined,
  ) {
    const event = this.#options.codecs.decode(fenced);
    if (!handle) throw new UnknownHandlerError(handler);
    const { seq, actorId, correlationId, causationId, page } = fenced;
    const metadata = { eventId, seq, actorId, correlationId, causationId };
    transaction.handles(metadata);
    return handle(event, metadata, page);
  }

  /** The database had no connection free, or went away, before the handler began: that is no start of it, however often it happens. */
  async #undoStart(delivery: StartedKey, start: Start, error: unknown): Promise<void> {
    this.#options.logger.warn({ err: error, ...delivery }, 'a queued handler was not reached: it is started later');
    await this.#options.outbox.undoStart(delivery, start, unreachedDelayMs);
  }

  async #noteFailure(delivery: DeliveryKey, start: Start, error: unknown): Promise<void> {
    const { outbox, logger } = this.#options;
    const description = describe(error);
    const isUnknown = error instanceof UnknownEventError || error instanceof UnknownHandlerError;
    if (isUnknown) logger.info({ ...delivery, reason: description }, 'left a delivery to a newer release');
    else if (error instanceof NotNowError)
      logger.debug({ ...delivery, reason: error.message }, 'a queued handler could not prepare: it is started later');
    else logger.warn({ err: error, ...delivery }, 'a queued handler failed');
    const outcome = isUnknown
      ? await outbox.putOff(delivery, start, description, this.#policy)
      : await outbox.recordFailure(delivery, start, description, this.#policy);
    if (outcome?.isDead) this.#reportDeadLetter(delivery, outcome.attempts);
  }

  #reportDeadLetter({ handler, eventId, page }: DeliveryKey, attempts: number): void {
    this.#options.metrics?.died(handler);
    this.#options.logger.error({ handler, eventId, page, attempts }, 'a delivery is a dead letter now');
  }
}

/** What is known of a delivery while its handler runs. */
type StartedKey = DeliveryKey & Pick<DueDelivery, 'isSuspect'>;

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
