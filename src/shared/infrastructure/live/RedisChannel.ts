import type { RedisPubSub } from 'graphql-redis-subscriptions';
import type { Redis } from 'ioredis';
import type { Logger } from '../../application/Logger.ts';
import { OutageLog } from '../../application/OutageLog.ts';

export interface ChannelListener {
  readonly onMessage: (message: unknown) => void;
  readonly onInterrupted: () => void;
}

/** One channel's single subscription on the subscriber's connection, renewed with each new connection. */
export class RedisChannel {
  readonly #name: string;
  readonly #pubsub: RedisPubSub;
  readonly #subscriber: Redis;
  readonly #logger: Logger;
  readonly #outage: OutageLog;
  readonly #listeners = new Set<ChannelListener>();
  /** The pubsub passes messages on to us. It need not be told twice. */
  #isRegistered = false;
  #state: 'unsubscribed' | 'subscribing' | 'subscribed' = 'unsubscribed';

  constructor(name: string, pubsub: RedisPubSub, subscriber: Redis, logger: Logger) {
    this.#name = name;
    this.#pubsub = pubsub;
    this.#subscriber = subscriber;
    this.#logger = logger;
    this.#outage = new OutageLog(logger, `subscribing to ${name}`);
  }

  /** The subscription stays when its last listener goes: to end it is a command that can fail with nobody to hear of it. */
  listen(listener: ChannelListener): AsyncDisposable {
    this.#listeners.add(listener);
    if (this.#state === 'subscribed') listener.onInterrupted();
    return {
      [Symbol.asyncDispose]: async () => {
        this.#listeners.delete(listener);
      },
    };
  }

  connectionLost(): void {
    if (this.#state === 'subscribed') this.#state = 'unsubscribed';
  }

  /** Never rejects: what fails is tried again when this is called again. */
  async subscribeIfNeeded(): Promise<void> {
    if (this.#state !== 'unsubscribed' || this.#subscriber.status !== 'ready') return;
    this.#state = 'subscribing';
    try {
      await this.#subscribe();
      // A connection that broke meanwhile has rejected the command.
      this.#state = 'subscribed';
      this.#outage.succeeded();
    } catch (error) {
      this.#state = 'unsubscribed';
      this.#outage.failed(error);
      return;
    }
    for (const listener of this.#listeners) listener.onInterrupted();
  }

  async #subscribe(): Promise<void> {
    if (this.#isRegistered) {
      await this.#subscriber.subscribe(this.#name);
      return;
    }
    // When its SUBSCRIBE fails, the pubsub rejects the promise that it returned, and another that only a second call meanwhile is given.
    // Without that call it would be an unhandled rejection, which ends the process.
    const [first] = await Promise.allSettled([
      this.#pubsub.subscribe<unknown>(this.#name, (message) => this.#dispatch(message)),
      this.#pubsub.subscribe<unknown>(this.#name, () => undefined),
    ]);
    if (first.status === 'rejected') throw first.reason;
    this.#isRegistered = true;
  }

  #dispatch(message: unknown): void {
    for (const { onMessage } of this.#listeners) {
      try {
        onMessage(message);
      } catch (error) {
        // Thrown on, it would end the process from within the connection's parser.
        this.#logger.error({ err: error, channel: this.#name }, 'a listener failed to take a message');
      }
    }
  }
}
