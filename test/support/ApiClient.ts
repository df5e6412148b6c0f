import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { TypedDocumentString } from '../../src/generated/graphql/graphql.ts';
import { eventually } from './eventually.ts';

const response = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
});

/** What a subscription has brought so far. */
export interface Received<T> extends Disposable {
  readonly events: readonly T[];
  /** Resolves to the first event that fits, also one that came before. */
  first(fits: (event: T) => boolean, withinMs?: number): Promise<T>;
  /** Resolves when the socket acknowledged; events from then on are not missed. */
  readonly failed: Promise<unknown>;
}

/** A frontend of the API: typed operations over HTTP, subscriptions over one WebSocket that connects again by itself. */
export class ApiClient implements AsyncDisposable {
  readonly #url: string;
  readonly #token: string | undefined;
  readonly #socket: Client;

  /** @param url of the server, such as `http://127.0.0.1:4000` */
  constructor(url: string, token?: string) {
    this.#url = `${url}/graphql`;
    this.#token = token;
    this.#socket = createClient({
      url: this.#url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      lazy: false,
      retryAttempts: 20,
      retryWait: async () => {},
      connectionParams: token ? { authorization: `Bearer ${token}` } : {},
      onNonLazyError: () => {},
    });
  }

  /** The data. Rejects for top-level errors and for anything that is no answer. */
  async send<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    const answer = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(this.#token && { authorization: `Bearer ${this.#token}` }) },
      body: JSON.stringify({ query: document.toString(), variables }),
    });
    const { data, errors } = response.parse(await answer.json());
    if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
    return data as Result;
  }

  subscribe<Result, Variables extends Record<string, unknown>>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Received<Result> {
    const events: Result[] = [];
    const failure = Promise.withResolvers<unknown>();
    const stop = this.#socket.subscribe<Result>(
      { query: document.toString(), variables },
      {
        next: ({ data, errors }) => {
          if (errors) failure.resolve(errors);
          if (data) events.push(data);
        },
        error: (error) => failure.resolve(error),
        complete: () => {},
      },
    );
    return {
      events,
      failed: failure.promise,
      first: (fits, withinMs = 5_000) =>
        eventually(
          () => {
            const event = events.find(fits);
            if (event === undefined) throw new Error(`no such event among ${JSON.stringify(events)}`);
            return event;
          },
          { withinMs, everyMs: 2 },
        ),
      [Symbol.dispose]: stop,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket.dispose();
  }
}
