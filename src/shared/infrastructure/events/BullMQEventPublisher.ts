import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { DueDelivery, EventPublisher } from '../../application/EventPublisher.ts';
import type { Logger } from '../../application/Logger.ts';
import { OutageLog } from '../../application/live/OutageLog.ts';
import { createProducerClient } from '../redis/queueClients.ts';
import { queueOf, queuePrefix } from './queueNames.ts';

export interface BullMQOptions {
  readonly redisUrl: string;
  /** Of all keys in Redis. */
  readonly prefix: string;
  readonly logger: Logger;
}

/** Adds due deliveries to the queues of their handlers. Fails within seconds when Redis is away. */
export class BullMQEventPublisher implements EventPublisher, AsyncDisposable {
  readonly #options: BullMQOptions;
  readonly #client: Redis;
  readonly #queues = new Map<string, Queue>();

  constructor(options: BullMQOptions) {
    this.#options = options;
    this.#client = createProducerClient(options.redisUrl, options.logger);
  }

  async publish(deliveries: readonly DueDelivery[]): Promise<void> {
    const byHandler = Map.groupBy(deliveries, ({ handler }) => handler);
    await Promise.all([...byHandler].map(([handler, due]) => this.#queue(handler).addBulk(due.map(toJob))));
  }

  #queue(handler: string): Queue {
    const existing = this.#queues.get(handler);
    if (existing) return existing;
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
