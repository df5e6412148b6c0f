import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type {
  FeedChangedSubscription,
  NotificationChangedSubscription,
} from '../../../src/generated/graphql/graphql.ts';
import { FeedChanged, NotificationChanged } from '../../support/client.operations.ts';

type Channel = 'feed' | 'notifications';

/** Hears over one WebSocket what those do whom a curator follows, in the feed and in the notifications, and notes when. */
export class Follower implements AsyncDisposable {
  readonly #client: Client;
  readonly #waiting = new Map<string, (arrivedAt: number) => void>();

  /** @param url of the server, such as `http://127.0.0.1:4000` */
  constructor(url: string, token: string) {
    this.#client = createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
    });
    this.#subscribe<FeedChangedSubscription>(
      { query: FeedChanged.toString(), variables: { feed: { following: true } } },
      ({ feedChanged }) =>
        this.#arrived('feed', feedChanged.__typename === 'FeedItemAdded' ? feedChanged.item.card?.url : undefined),
    );
    this.#subscribe<NotificationChangedSubscription>(
      { query: NotificationChanged.toString() },
      ({ notificationChanged }) => this.#arrived('notifications', notificationChanged.notification?.card?.url),
    );
  }

  /** Resolves to when the card of this URL came, by performance.now(). To be called before it is saved. */
  arrival(channel: Channel, url: string): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#waiting.set(`${channel} ${url}`, resolve);
    return promise;
  }

  #arrived(channel: Channel, url: string | null | undefined): void {
    const arrivedAt = performance.now();
    const key = `${channel} ${url}`;
    this.#waiting.get(key)?.(arrivedAt);
    this.#waiting.delete(key);
  }

  #subscribe<Data extends object>(
    payload: { readonly query: string; readonly variables?: Record<string, unknown> },
    next: (data: Data) => void,
  ): void {
    this.#client.subscribe<Data>(payload, {
      next: ({ data, errors }) => {
        if (errors) throw new AggregateError(errors, 'a subscription failed');
        if (data) next(data);
      },
      error: (cause) => {
        throw new Error('a subscription ended', { cause });
      },
      complete: () => {},
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.dispose();
  }
}
