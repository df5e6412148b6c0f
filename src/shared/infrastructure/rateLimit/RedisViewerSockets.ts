import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { LimitMetrics } from '../../application/Metrics.ts';
import type { ViewerSockets } from '../../application/ViewerSockets.ts';
import type { CuratorId } from '../../domain/CuratorId.ts';
import type { PromptRedis } from '../redis/PromptRedis.ts';

export interface RedisViewerSocketsOptions {
  readonly redis: PromptRedis;
  /** Of its keys. */
  readonly prefix: string;
  readonly perViewer: number;
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

/** Viewers whose places are renewed at a time. */
const renewedAtOnce = 500;

/** Places of sockets in a sorted set for each viewer, by the times until which they are kept. One timer renews all of an instance's. */
export class RedisViewerSockets implements ViewerSockets, Disposable {
  readonly #options: RedisViewerSocketsOptions;
  readonly #leaseMs: number;
  readonly #instance = randomUUID();
  /** This instance's. */
  readonly #places = new Map<string, Set<string>>();
  readonly #renewal: NodeJS.Timeout;
  #taken = 0;
  #isRenewing = false;

  constructor(options: RedisViewerSocketsOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? 45_000;
    // Twice before a place is lost.
    this.#renewal = setInterval(() => this.#renew(), this.#leaseMs / 3).unref();
  }

  async take({ value: viewer }: CuratorId): Promise<Disposable | undefined> {
    const { redis, perViewer, metrics } = this.#options;
    const places = this.#placesOf(viewer);
    if (places.size >= perViewer) return this.#refuse(viewer);
    const place = `${this.#instance}:${++this.#taken}`;
    // Before it is asked for: others may be on their way.
    places.add(place);
    const answer = await redis.ask((client) =>
      evaluate(client, takeScript, this.#keyOf(viewer), [perViewer, this.#leaseMs, place]),
    );
    if (!answer) metrics.unchecked('sockets_per_viewer');
    if (answer?.value !== 0) return { [Symbol.dispose]: () => this.#giveBack(viewer, place) };
    this.#forget(viewer, place);
    return this.#refuse(viewer);
  }

  #refuse(viewer: string): undefined {
    if (this.#places.get(viewer)?.size === 0) this.#places.delete(viewer);
    this.#options.metrics.refused('sockets_per_viewer');
  }

  #giveBack(viewer: string, place: string): void {
    this.#forget(viewer, place);
    this.#options.redis.tell((client) => client.zrem(this.#keyOf(viewer), place));
  }

  #forget(viewer: string, place: string): void {
    const places = this.#places.get(viewer);
    places?.delete(place);
    if (places?.size === 0) this.#places.delete(viewer);
  }

  #placesOf(viewer: string): Set<string> {
    const places = this.#places.get(viewer) ?? new Set();
    this.#places.set(viewer, places);
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
    const viewers = [...this.#places.keys()];
    for (let begin = 0; begin < viewers.length; begin += renewedAtOnce) {
      await Promise.all(
        viewers.slice(begin, begin + renewedAtOnce).map(async (viewer) => {
          const places = this.#places.get(viewer);
          if (places) await evaluate(client, renewScript, this.#keyOf(viewer), [this.#leaseMs, ...places]);
        }),
      );
    }
  }

  /** A viewer is in braces, for Redis Cluster. */
  #keyOf(viewer: string): string {
    return `${this.#options.prefix}:sockets:{${viewer}}`;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#renewal);
  }
}

const evaluate = (client: Redis, script: string, key: string, values: readonly (string | number)[]): Promise<unknown> =>
  client.eval(script, 1, key, ...values);
