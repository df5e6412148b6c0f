import { RedisPubSub } from 'graphql-redis-subscriptions';
import { Redis } from 'ioredis';
import type { Logger } from '../../application/Logger.ts';
import { InFlight } from '../../application/live/InFlight.ts';
import type { LiveStream } from '../../application/live/LiveStream.ts';
import { OutageLog } from '../../application/OutageLog.ts';
import { RedisChannel } from './RedisChannel.ts';

export interface RedisLiveStreamOptions {
  readonly url: string;
  /** Comes before each channel's name, so that several installations may share a Redis. */
  readonly prefix: string;
  readonly logger: Logger;
}

/** Nothing waits for a connection: what cannot be sent is rejected at once, what is under way when one breaks then, the rest after a second. */
const connectionOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 1_000,
  connectTimeout: 3_000,
  // A half-open connection is found by a PING each second and 3 s without any answer; neither alone finds it.
  socketTimeout: 3_000,
  retryStrategy: (attempt: number) => Math.min(attempt * 50, 1_000),
  // Both would send commands whose failure nobody handles, and that ends the process.
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
};

const tendEveryMs = 1_000;

/** Redis pub/sub on two connections, one subscription for each channel. Redis may be away at any time, at the start and at the end too. */
export class RedisLiveStream implements LiveStream, AsyncDisposable {
  readonly #prefix: string;
  readonly #logger: Logger;
  readonly #outage: OutageLog;
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  readonly #pubsub: RedisPubSub;
  readonly #channels = new Map<string, RedisChannel>();
  readonly #inFlight: InFlight;
  readonly #tending: ReturnType<typeof setInterval>;

  /** Connects in the background. */
  constructor({ url, prefix, logger }: RedisLiveStreamOptions) {
    this.#prefix = prefix;
    this.#logger = logger;
    this.#outage = new OutageLog(logger, 'reaching Redis for live updates');
    this.#inFlight = new InFlight(logger);
    this.#publisher = this.#connect(url);
    this.#subscriber = this.#connect(url);
    this.#subscriber.on('ready', () => this.#subscribeAll());
    this.#subscriber.on('close', () => this.#connectionLost());
    this.#pubsub = new RedisPubSub({ publisher: this.#publisher, subscriber: this.#subscriber });
    this.#tending = setInterval(() => this.#tend(), tendEveryMs);
  }

  /** Rejects at once while Redis is away, and after a second while it does not answer. */
  async publish(channel: string, message: unknown): Promise<void> {
    await this.#pubsub.publish(this.#prefix + channel, message);
  }

  async subscribe(
    name: string,
    onMessage: (message: unknown) => void,
    onInterrupted: () => void,
  ): Promise<AsyncDisposable> {
    const listening = this.#channel(name).listen({ onMessage, onInterrupted });
    this.#subscribeAll();
    return listening;
  }

  #channel(name: string): RedisChannel {
    const known = this.#channels.get(name);
    if (known) return known;
    const channel = new RedisChannel(this.#prefix + name, this.#pubsub, this.#subscriber, this.#logger);
    this.#channels.set(name, channel);
    return channel;
  }

  #connect(url: string): Redis {
    const client = new Redis(url, connectionOptions);
    client.on('error', (error) => this.#outage.failed(error));
    client.on('ready', () => this.#outage.succeeded());
    return client;
  }

  #subscribeAll(): void {
    for (const channel of this.#channels.values()) this.#inFlight.add(channel.subscribeIfNeeded());
  }

  #connectionLost(): void {
    for (const channel of this.#channels.values()) channel.connectionLost();
  }

  #tend(): void {
    for (const client of [this.#publisher, this.#subscriber]) this.#inFlight.add(ping(client));
    this.#subscribeAll();
  }

  /** Takes no longer than what is under way: a second. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#tending);
    this.#publisher.disconnect();
    this.#subscriber.disconnect();
    await this.#inFlight.settled();
  }
}

/** Never rejects: what is learnt from a missing answer, the client learns itself, by its `socketTimeout`. */
async function ping(client: Redis): Promise<void> {
  if (client.status === 'ready') await Promise.allSettled([client.ping()]);
}
