import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { LimitMetrics, SharedLimit } from '../../application/Metrics.ts';
import type { Places } from '../../application/Places.ts';
import type { PromptRedis } from '../redis/PromptRedis.ts';

export interface RedisPlacesOptions {
  readonly redis: PromptRedis;
  /** Of its keys. */
  readonly prefix: string;
  readonly limit: SharedLimit;
  /** How many one subject may have. */
  readonly perSubject: number;
  readonly metrics: LimitMetrics;
  /** How long a place is kept that nobody renews: those of an instance that was killed. Default 45,000. */
  readonly leaseMs?: number;
}

/** ARGV: how many there may be, the lease, the place. By Redis' clock, which all instances share. */
const takeScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

/** ARGV: the lease, and the places of one instance. Also those that Redis has not heard of: it was away, or has lost them. */
const renewScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for place = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[place]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1`;

/** Subjects whose places are renewed at a time. */
const renewedAtOnce = 500;

/** Places in a sorted set for each subject, by the times until which they are kept. One timer renews all of an instance's. */
export class RedisPlaces implements Places, Disposable {
  readonly #options: RedisPlacesOptions;
  readonly #leaseMs: number;
  readonly #instance = randomUUID();
  /** This instance's. */
  readonly #places = new Map<string, Set<string>>();
  readonly #renewal: NodeJS.Timeout;
  #taken = 0;
  #isRenewing = false;

  constructor(options: RedisPlacesOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? 45_000;
    // Twice before a place is lost.
    this.#renewal = setInterval(() => this.#renew(), this.#leaseMs / 3).unref();
  }

  async take(subject: string): Promise<Disposable | undefined> {
    const { redis, perSubject, limit, metrics } = this.#options;
    const places = this.#placesOf(subject);
    if (places.size >= perSubject) return this.#refuse(subject);
    const place = `${this.#instance}:${++this.#taken}`;
    // Before it is asked for: others may be on their way.
    places.add(place);
    const answer = await redis.ask((client) =>
      evaluate(client, takeScript, this.#keyOf(subject), [perSubject, this.#leaseMs, place]),
    );
    if (!answer) metrics.unchecked(limit);
    if (answer?.value !== 0) return { [Symbol.dispose]: () => this.#giveBack(subject, place) };
    this.#forget(subject, place);
    return this.#refuse(subject);
  }

  #refuse(subject: string): undefined {
    if (this.#places.get(subject)?.size === 0) this.#places.delete(subject);
    this.#options.metrics.refused(this.#options.limit);
  }

  #giveBack(subject: string, place: string): void {
    this.#forget(subject, place);
    this.#options.redis.tell((client) => client.zrem(this.#keyOf(subject), place));
  }

  #forget(subject: string, place: string): void {
    const places = this.#places.get(subject);
    places?.delete(place);
    if (places?.size === 0) this.#places.delete(subject);
  }

  #placesOf(subject: string): Set<string> {
    const places = this.#places.get(subject) ?? new Set();
    this.#places.set(subject, places);
    return places;
  }

  #renew(): void {
    const { redis } = this.#options;
    if (this.#isRenewing || redis.isAway) return;
    this.#isRenewing = true;
    redis.tell(async (client) => {
      try {
        await this.#renewAll(client);
      } finally {
        this.#isRenewing = false;
      }
    });
  }

  /** Rejects as Redis does: the next time is soon enough. */
  async #renewAll(client: Redis): Promise<void> {
    const subjects = [...this.#places.keys()];
    for (let begin = 0; begin < subjects.length; begin += renewedAtOnce) {
      await Promise.all(
        subjects.slice(begin, begin + renewedAtOnce).map(async (subject) => {
          const places = this.#places.get(subject);
          if (places) await evaluate(client, renewScript, this.#keyOf(subject), [this.#leaseMs, ...places]);
        }),
      );
    }
  }

  /** A subject is in braces, for Redis Cluster. */
  #keyOf(subject: string): string {
    return `${this.#options.prefix}:${this.#options.limit}:{${subject}}`;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#renewal);
  }
}

const evaluate = (client: Redis, script: string, key: string, values: readonly (string | number)[]): Promise<unknown> =>
  client.eval(script, 1, key, ...values);
