import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { FeedChangedSubscription } from '../../../src/generated/graphql/graphql.ts';
import { machineMs } from '../../bench/support/clock.ts';
import { AddUrl, FeedChanged, FeedPage } from '../../support/client.operations.ts';
import type { Samples } from './Samples.ts';

export interface FriendOptions {
  /** Of the server, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly token: string;
  /** Where it connects from. */
  readonly localAddress: string;
  /** Whose feed it follows. */
  readonly follows: string;
  readonly samples: Samples;
}

/** As many connections as a browser opens. */
const maxSockets = 6;

/** Somebody who uses the server as it is meant: saves links, reads the feed, and follows somebody over a socket. Notes how long each took. */
export class Friend implements AsyncDisposable {
  readonly #options: FriendOptions;
  readonly #agent: Agent;
  readonly #client: Client;
  #saved = 0;

  private constructor(options: FriendOptions) {
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true, maxSockets, localAddress: options.localAddress });
    this.#client = this.#connect();
  }

  /** Resolves when it hears of changes: `emit` is called until it does. */
  static async open(options: FriendOptions, emit: () => Promise<void>): Promise<Friend> {
    const friend = new Friend(options);
    const settled = new AbortController();
    const heard = friend.#subscribe().finally(() => settled.abort());
    heard.catch(() => {}); // it is awaited below
    while (!settled.signal.aborted) await emit();
    await heard;
    return friend;
  }

  /** Never rejects: what is refused or fails is noted. */
  async save(): Promise<void> {
    const url = `https://example.org/friend/${this.#options.localAddress}/${(this.#saved += 1)}`;
    await this.#timed('mutation', { query: AddUrl.toString(), variables: { url } }, '"AddUrlToLibraryPayload"');
  }

  /** Never rejects: what is refused or fails is noted. */
  async read(): Promise<void> {
    const variables = { feed: { global: true }, first: 20 };
    await this.#timed('query', { query: FeedPage.toString(), variables }, '"liveCursor"');
  }

  async #timed(what: 'mutation' | 'query', operation: object, expected: string): Promise<void> {
    const { samples } = this.#options;
    const beganAt = machineMs();
    try {
      const { status, answer } = await this.#post(JSON.stringify(operation));
      if (status === 200 && answer.includes(expected)) samples.took(what, machineMs() - beganAt);
      else samples.failed(`${what}: ${status} ${answer.slice(0, 200)}`);
    } catch (error) {
      samples.failed(`${what}: ${String(error)}`);
    }
  }

  #post(body: string): Promise<{ readonly status: number | undefined; readonly answer: string }> {
    const { url, token } = this.#options;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; answer: string }>();
    const outgoing = request(`${url}/graphql`, { method: 'POST', agent: this.#agent, headers }, (incoming) => {
      text(incoming).then((answer) => resolve({ status: incoming.statusCode, answer }), reject);
    });
    outgoing.on('error', reject).end(body);
    return promise;
  }

  #connect(): Client {
    const { url, token, localAddress } = this.#options;
    return createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: class extends WebSocket {
        constructor(address: string, protocols: string) {
          super(address, protocols, { localAddress });
        }
      },
      connectionParams: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
  }

  /** Resolves with the first change. */
  #subscribe(): Promise<void> {
    const { follows, samples } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#client.subscribe<FeedChangedSubscription>(
      { query: FeedChanged.toString(), variables: { feed: { curatorId: follows } } },
      {
        next: ({ data, errors }) => {
          if (errors) samples.failed(`subscription: ${JSON.stringify(errors)}`);
          if (data?.feedChanged.__typename !== 'FeedItemAdded') return;
          samples.arrived(data.feedChanged.item.card?.url ?? '', machineMs());
          resolve();
        },
        error: (cause) => {
          const failure = cause instanceof Error ? cause.message : JSON.stringify(cause);
          samples.failed(`subscription: ${failure}`);
          reject(new Error('the subscription ended', { cause }));
        },
        complete: () => {},
      },
    );
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.dispose();
    this.#agent.destroy();
  }
}
