import { type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { OutageLog } from '../../application/OutageLog.ts';
import { blockingWaitSeconds, createWorkerClient } from '../redis/queueClients.ts';
import type { BullMQOptions } from './BullMQEventPublisher.ts';
import { maxBatch } from './batchesOf.ts';
import { batchesAtATime, DeliveryBatches } from './DeliveryBatches.ts';
import { type DeliveryExecutor, preparedAtATime } from './DeliveryExecutor.ts';
import { queueOf, queuePrefix } from './queueNames.ts';

export interface BullMQEventWorkerOptions extends BullMQOptions {
  /** The handlers that this release has. */
  readonly handlers: readonly string[];
  readonly executor: DeliveryExecutor;
  /** Deliveries of one handler at a time, in this process: default 4; three full batches where the handler takes several at once, of which one waits until another is done; 16 where it waits for others outside. */
  readonly concurrency?: number;
  /** How long BullMQ leaves a job to a worker that does not report, in ms. Default 30 s. */
  readonly lockMs?: number;
  /** How often jobs of such workers are looked for, in ms. Default 15 s. */
  readonly stalledIntervalMs?: number;
  /** How long to wait for running handlers at the end, in ms. Default 10 s. */
  readonly closeMs?: number;
}

const delivery = z.object({
  handler: z.string(),
  eventId: z.uuid(),
  page: z.int().nonnegative(),
  claimToken: z.uuid().nullable(),
  isSuspect: z.boolean().exactOptional(),
});

/** Takes jobs of all handlers and executes their deliveries. What a job says is only which delivery is due: the outbox knows the rest. */
export class BullMQEventWorker implements AsyncDisposable {
  readonly #options: BullMQEventWorkerOptions;
  readonly #client: Redis;
  readonly #workers: readonly Worker[];

  /** Begins to take jobs at once, as soon as Redis can be reached. */
  constructor(options: BullMQEventWorkerOptions) {
    this.#options = options;
    this.#client = createWorkerClient(options.redisUrl, options.logger);
    this.#workers = options.handlers.map((handler) => this.#work(handler));
  }

  #work(handler: string): Worker {
    const { prefix, logger, executor, lockMs = 30_000, stalledIntervalMs = 15_000 } = this.#options;
    const takesSeveral = executor.takesSeveral(handler);
    const alone = executor.prepares(handler) ? preparedAtATime : 4;
    const { concurrency = takesSeveral ? (batchesAtATime + 1) * maxBatch : alone } = this.#options;
    const batches = new DeliveryBatches((deliveries) => executor.executeAll(handler, deliveries));
    const execute = async (job: Job): Promise<void> => {
      const due = delivery.parse(job.data);
      const restarted = job.attemptsStarted > 1;
      await (takesSeveral && !restarted ? batches.execute(due) : executor.execute(due, { restarted }));
    };
    const worker = new Worker(queueOf(handler), execute, {
      connection: this.#client,
      prefix: queuePrefix(prefix),
      concurrency,
      drainDelay: blockingWaitSeconds,
      lockDuration: lockMs,
      stalledInterval: stalledIntervalMs,
      maxStalledCount: 1,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    const outage = new OutageLog(logger, `the queue ${worker.name}`);
    worker.on('error', (error) => outage.failed(error));
    worker.on('active', () => outage.succeeded());
    worker.on('failed', (job, error) =>
      logger.warn({ err: error, job: job?.id }, 'a job failed: the outbox hands it out again'),
    );
    return worker;
  }

  /** Takes no more jobs, waits for the running ones within the bound, then lets them go: their leases end, and others take them. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { closeMs = 10_000, logger } = this.#options;
    const closed = Promise.allSettled(this.#workers.map((worker) => worker.close()));
    const bound = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => bound.resolve('late'), closeMs);
    const outcome = await Promise.race([closed, bound.promise]);
    clearTimeout(timer);
    if (outcome === 'late') {
      logger.warn({ closeMs }, 'handlers were still running at the end');
      await Promise.allSettled(this.#workers.map((worker) => worker.close(true)));
    }
    this.#client.disconnect();
  }
}
