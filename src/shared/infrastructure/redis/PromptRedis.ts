import { once } from 'node:events';
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '../../application/Logger.ts';
import { OutageLog } from '../../application/OutageLog.ts';

export interface PromptRedisOptions {
  readonly url: string;
  readonly logger: Logger;
  /** How long an answer is waited for. Default 50. */
  readonly withinMs?: number;
  /** How often one that has not answered is asked whether it does again. Default 250. */
  readonly probeMs?: number;
}

const connectMs = 1_000;

/** Distinguishes "no answer" from an answer that is undefined. */
interface Answer<T> {
  readonly value: T;
}

/**
 * A Redis for questions that may go unanswered: each waits for some ms at most, and none at all while it is known that there is no answer
 * to be had.
 */
export class PromptRedis implements Disposable {
  readonly client: Redis;
  readonly #withinMs: number;
  readonly #probeMs: number;
  readonly #outage: OutageLog;
  #probe: NodeJS.Timeout | undefined;

  private constructor({ url, logger, withinMs = 50, probeMs = 250 }: PromptRedisOptions) {
    this.#withinMs = withinMs;
    this.#probeMs = probeMs;
    this.#outage = new OutageLog(logger, 'asking Redis about limits');
    this.client = new Redis(url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 2_000,
      // A connection whose other end is gone without a word is given up, and made anew.
      socketTimeout: 3_000,
      retryStrategy: (times) => Math.min(times * 100, 1_000),
    } satisfies RedisOptions);
    this.client.on('error', (error: Error) => this.#outage.failed(error));
    this.client.on('ready', () => this.#outage.succeeded());
  }

  /** Resolves when it is connected, or after a second: it connects by itself as soon as it can. */
  static async connect(options: PromptRedisOptions): Promise<PromptRedis> {
    const redis = new PromptRedis(options);
    await Promise.allSettled([once(redis.client, 'ready', { signal: AbortSignal.timeout(connectMs) })]);
    return redis;
  }

  /** Whether it is of no use to ask it at the moment. */
  get isAway(): boolean {
    return this.#probe !== undefined || this.client.status !== 'ready';
  }

  /** Resolves to undefined where Redis does not answer in time, and at once while it is away. Never rejects. */
  async ask<T>(question: (redis: Redis) => Promise<T>): Promise<Answer<T> | undefined> {
    if (this.isAway) return undefined;
    const { promise, resolve } = Promise.withResolvers<Answer<T> | undefined>();
    let isOpen = true;
    const settle = (answer: Answer<T> | undefined): void => {
      isOpen = false;
      clearTimeout(timer);
      resolve(answer);
    };
    const giveUp = (): void => {
      if (!isOpen) return;
      this.#notAnswered(new Error(`no answer within ${this.#withinMs} ms`));
      settle(undefined);
    };
    // What came while this process was busy is read first: then it was not Redis that was slow.
    const timer = setTimeout(() => setImmediate(giveUp), this.#withinMs);
    question(this.client).then(
      (value) => {
        // After a failure that ended no connection nothing else would say so.
        if (!this.isAway) this.#outage.succeeded();
        settle({ value });
      },
      (error: unknown) => {
        // A connection that breaks tells so itself.
        if (this.client.status === 'ready') this.#outage.failed(error);
        settle(undefined);
      },
    );
    return promise;
  }

  /** Does what nobody waits for, and nothing at all while Redis is away. What fails is in the log. */
  tell(message: (redis: Redis) => Promise<unknown>): void {
    if (this.isAway) return;
    message(this.client).catch((error: unknown) => this.#outage.failed(error));
  }

  #notAnswered(error: Error): void {
    this.#outage.failed(error);
    if (this.#probe) return;
    let isAsking = false;
    const ask = async (): Promise<void> => {
      if (isAsking || this.client.status !== 'ready') return;
      isAsking = true;
      try {
        await this.client.ping();
        this.#endProbe();
      } catch (failure) {
        this.#outage.failed(failure);
      } finally {
        isAsking = false;
      }
    };
    this.#probe = setInterval(() => {
      ask().catch((failure: unknown) => this.#outage.failed(failure));
    }, this.#probeMs).unref();
  }

  #endProbe(): void {
    clearInterval(this.#probe);
    this.#probe = undefined;
    this.#outage.succeeded();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#probe);
    this.client.disconnect();
  }
}
