import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { decodeGlobalId } from '../../../src/graphql/globalIds.ts';
import {
  decodeLiveCursor,
  encodeLiveCursor,
  type LiveCursor,
} from '../../../src/shared/application/live/LiveCursor.ts';
import { FeedChanged, NotificationChanged } from '../../support/client.operations.ts';

/** What is listened to. */
export type Channel =
  | { readonly kind: 'global' }
  | { readonly kind: 'following' }
  | { readonly kind: 'curator'; readonly did: string }
  | { readonly kind: 'notifications' };

export interface SubscriberOptions {
  readonly channel: Channel;
  /** On whose behalf. */
  readonly viewer: string;
  readonly token: string;
  /** Where to connect to, now; another one at each attempt. */
  readonly apiUrls: () => readonly string[];
  /** Which of them first. */
  readonly first: number;
  /** The place to begin after. */
  readonly start: LiveCursor;
  /** Each change of a feed comes with the description of its card. */
  readonly isVerbose?: boolean;
}

const verboseFeedChanged = `
  subscription VerboseFeedChanged($feed: FeedInput!, $after: String) {
    feedChanged(feed: $feed, after: $after) {
      __typename
      ... on FeedItemAdded { cursor item { id card { url description } } }
      ... on FeedItemUpdated { cursor item { id } }
      ... on FeedItemRemoved { cursor activityId }
    }
  }`;

/** A change as it came. */
export interface Received {
  readonly position: number;
  readonly op: string;
  /** Of the activity or the notification; null for ALL_READ. */
  readonly id: string | null;
  readonly at: number;
}

export interface Ending {
  /** Of the socket; undefined when the subscription alone ended. */
  readonly closeCode?: number | undefined;
  /** Of the errors that the subscription ended with. */
  readonly codes?: readonly string[] | undefined;
  readonly url: string;
  readonly at: number;
}

const change = z.looseObject({
  cursor: z.string(),
  __typename: z.string().optional(),
  op: z.string().optional(),
  item: z.object({ id: z.string() }).optional(),
  activityId: z.string().optional(),
  notificationId: z.string().nullish(),
});
const graphqlErrors = z.array(z.looseObject({ extensions: z.looseObject({ code: z.string() }).optional() }));
const closing = z.object({ code: z.number() });

const opOf: Readonly<Record<string, string>> = {
  FeedItemAdded: 'ADDED',
  FeedItemUpdated: 'UPDATED',
  FeedItemRemoved: 'REMOVED',
};

/** A client that never wants to miss anything: whatever ends its subscription, it goes on after its last cursor, on the next instance. */
export class Subscriber implements AsyncDisposable {
  readonly channel: Channel;
  readonly viewer: string;
  /** Where it began, and when. */
  readonly start: number;
  readonly startedAt = Date.now();
  readonly received: Received[] = [];
  readonly endings: Ending[] = [];
  readonly #options: SubscriberOptions;
  readonly #running: Promise<void>;
  #cursor: string;
  #client: Client | undefined;
  #socket: WebSocket | undefined;
  #url = '';
  #isStopped = false;
  #isPaused = false;
  #wasPaused = false;

  constructor(options: SubscriberOptions) {
    this.#options = options;
    this.channel = options.channel;
    this.viewer = options.viewer;
    this.start = options.start.position;
    this.#cursor = encodeLiveCursor(options.start);
    this.#running = this.#run();
  }

  /** The instance that it is, or was, connected to. */
  get url(): string {
    return this.#url;
  }

  /** It must not begin anew: nothing was rebuilt, so its cursors are good for ever. */
  get resyncs(): number {
    return this.endings.filter(({ codes }) => codes?.some((code) => code !== 'SERVICE_UNAVAILABLE')).length;
  }

  /** It has let things wait itself: how late it got them says nothing of the server. */
  get wasPaused(): boolean {
    return this.#wasPaused;
  }

  /** Takes nothing more from its socket, and does not close it. */
  pause(): void {
    this.#isPaused = true;
    this.#wasPaused = true;
    this.#socket?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#socket?.resume();
  }

  async #run(): Promise<void> {
    for (let attempt = this.#options.first; !this.#isStopped; attempt += 1) {
      const urls = this.#options.apiUrls();
      const url = urls[attempt % urls.length];
      if (url !== undefined) await this.#listen(url);
      // Not all at once, and not in a hurry: the instance may be starting.
      if (!this.#isStopped) await delay(100);
    }
  }

  async #listen(url: string): Promise<void> {
    this.#url = url;
    const client = createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionAckWaitTimeout: 10_000,
      connectionParams: { authorization: `Bearer ${this.#options.token}` },
      on: { connected: (socket) => this.#connected(socket) },
    });
    this.#client = client;
    const ended = Promise.withResolvers<void>();
    client.subscribe(this.#payload(), {
      next: ({ data, errors }) => {
        if (errors) this.#ended(errors);
        if (errors) ended.resolve();
        else for (const value of Object.values(data ?? {})) this.#take(change.parse(value));
      },
      error: (error) => {
        this.#ended(error);
        ended.resolve();
      },
      complete: ended.resolve,
    });
    await ended.promise;
    await client.dispose();
  }

  #connected(socket: unknown): void {
    if (!(socket instanceof WebSocket)) throw new TypeError('unreachable: it was made by webSocketImpl');
    this.#socket = socket;
    if (this.#isPaused) socket.pause();
  }

  #payload(): { query: string; variables: Record<string, unknown> } {
    const after = this.#cursor;
    const { channel } = this;
    if (channel.kind === 'notifications') return { query: NotificationChanged.toString(), variables: { after } };
    const feed = channel.kind === 'curator' ? { curatorId: channel.did } : { [channel.kind]: true };
    const query = this.#options.isVerbose ? verboseFeedChanged : FeedChanged.toString();
    return { query, variables: { feed, after } };
  }

  #take({ cursor, __typename, op = opOf[__typename ?? ''] ?? '?', ...ids }: z.infer<typeof change>): void {
    const id = ids.item?.id ?? ids.activityId ?? ids.notificationId;
    this.received.push({
      position: decodeLiveCursor(this.channel.kind === 'notifications' ? 'notifications' : 'feeds', cursor).position,
      op,
      id: id == null ? null : decodeGlobalId(id, 'id').id,
      at: Date.now(),
    });
    this.#cursor = cursor;
  }

  #ended(error: unknown): void {
    const at = Date.now();
    const errors = graphqlErrors.safeParse(error);
    if (errors.success) {
      const codes = errors.data.map(({ extensions }) => extensions?.code ?? 'NONE');
      this.endings.push({ url: this.#url, at, codes });
    } else {
      this.endings.push({ url: this.#url, at, closeCode: closing.safeParse(error).data?.code });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.resume();
    this.#socket?.terminate();
    await this.#client?.dispose();
    await this.#running;
  }
}
