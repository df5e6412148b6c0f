import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { LimitMetrics, SharedLimit } from '../../application/Metrics.ts';
import type { RateLimiter, RateRefusal } from '../../application/RateLimiter.ts';
import type { PromptRedis } from '../redis/PromptRedis.ts';

export interface RedisRateLimiterOptions {
  readonly redis: PromptRedis;
  /** Of its keys. */
  readonly prefix: string;
  readonly limit: SharedLimit;
  readonly perSecond: number;
  readonly metrics: LimitMetrics;
}

/**
 * Counts in windows of a second, which begin with a subject's first. One round trip for each that is counted; none for a subject that has
 * used up its window.
 */
export class RedisRateLimiter implements RateLimiter {
  readonly #options: RedisRateLimiterOptions;
  readonly #limiter: RateLimiterRedis;

  constructor(options: RedisRateLimiterOptions) {
    const { redis, prefix, limit, perSecond } = options;
    this.#options = options;
    this.#limiter = new RateLimiterRedis({
      storeClient: redis.client,
      keyPrefix: `${prefix}:${limit}`,
      points: perSecond,
      duration: 1,
      inMemoryBlockOnConsumed: perSecond,
    });
  }

  consume(subject: string): Promise<RateRefusal | undefined> {
    return this.#consume(subject, 1);
  }

  async consumeMore(subject: string, more: number): Promise<RateRefusal | undefined> {
    const points = Math.min(more, this.#options.perSecond - 1);
    return points > 0 ? this.#consume(subject, points) : undefined;
  }

  async #consume(subject: string, points: number): Promise<RateRefusal | undefined> {
    const { redis, metrics, limit } = this.#options;
    const answer = await redis.ask(() => this.#count(subject, points));
    if (!answer) metrics.unchecked(limit);
    else if (answer.value) metrics.refused(limit);
    return answer?.value;
  }

  /** Rejects as Redis does. */
  async #count(subject: string, points: number): Promise<RateRefusal | undefined> {
    try {
      await this.#limiter.consume(subject, points);
      return undefined;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return { retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)) };
    }
  }
}
