import { once } from 'node:events';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { DueDelivery, EventPublisher } from '../../application/EventPublisher.ts';
import type { Logger } from '../../application/Logger.ts';
import { OutageLog } from '../../application/OutageLog.ts';
import { createProducerClient } from '../redis/queueClients.ts';
import { queueOf, queuePrefix } from './queueNames.ts';

export interface BullMQOptions {
  readonly redisUrl: string;
  /** Of all keys in Redis. */
  readonly prefix: string;
  readonly logger: Logger;
}

/** How long a start waits for the first connection. Redis may be away: then it goes on without. */
const connectMs = 1_000;

/** Adds due deliveries to the queues of their handlers. */
export class BullMQEventPublisher implements EventPublisher, AsyncDisposable {
  readonly #options: BullMQOptions;
  readonly #client: Redis;
  readonly #queues = new Map<string, Queue>();

  private constructor(options: BullMQOptions) {
    this.#options = options;
    this.#client = createProducerClient(options.redisUrl, options.logger);
  }

  /** Resolves when it is connected, or after a second: it connects by itself as soon as it can. */
  static async connect(options: BullMQOptions): Promise<BullMQEventPublisher> {
    const publisher = new BullMQEventPublisher(options);
    const abort = AbortSignal.timeout(connectMs);
    await Promise.allSettled([once(publisher.#client, 'ready', { signal: abort })]);
    return publisher;
  }

  /** Rejects at once while Redis is away, and within seconds when it goes. */
  async publish(deliveries: readonly DueDelivery[]): Promise<void> {
    const byHandler = Map.groupBy(deliveries, ({ handler }) => handler);
    await Promise.all(
      [...byHandler].map(async ([handler, due]) => (await this.#queue(handler)).addBulk(due.map(toJob))),
    );
  }

  /** Asks for all handlers in one round trip. Rejects as `publish` does. */
  async queued(handlers: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const count = async (handler: string) => (await this.#queue(handler)).getJobCountByTypes('wait', 'active');
    return new Map(await Promise.all(handlers.map(async (handler) => [handler, await count(handler)] as const)));
  }

  /** Rejects when Redis cannot be reached. */
  async ping(): Promise<void> {
    await this.#client.ping();
  }

  async #queue(handler: string): Promise<Queue> {
    // A queue that is opened while Redis is away never recovers.
    if (this.#client.status !== 'ready') throw new Error('Redis is away');
    const queue = this.#queues.get(handler) ?? this.#open(handler);
    try {
      await queue.waitUntilReady();
    } catch (error) {
      this.#queues.delete(handler);
      throw error;
    }
    return queue;
  }

  #open(handler: string): Queue {
    const queue = new Queue(queueOf(handler), {
      connection: this.#client,
      prefix: queuePrefix(this.#options.prefix),
      skipWaitingForReady: true,
    });
    const outage = new OutageLog(this.#options.logger, `the queue ${queue.name}`);
    queue.on('error', (error) => outage.failed(error));
    this.#queues.set(handler, queue);
    return queue;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Disconnecting first: closing a queue would wait for a Redis that is away.
    this.#client.disconnect();
    await Promise.allSettled([...this.#queues.values()].map((queue) => queue.close()));
  }
}

function toJob(delivery: DueDelivery) {
  const { handler, eventId, page } = delivery;
  return {
    name: handler,
    data: delivery,
    // Removed when it ends either way, so that the id is free for the next dispatch. Retries are the outbox's.
    opts: { jobId: `${handler}-${eventId}-${page}`, attempts: 1, removeOnComplete: true, removeOnFail: true },
  };
}
