import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from './Bench.ts';
import type { Events } from './Events.ts';
import { LoadClient } from './LoadClient.ts';
import type { MeasuredProcess } from './MeasuredProcess.ts';
import { PublishedEvents } from './PublishedEvents.ts';
import { SequencedSaves } from './SequencedSaves.ts';

/** Of a server, on top of what it needs. */
type Env = Readonly<Record<string, string>>;

/** Of the global feed: 300 bytes of JSON for each change. */
const globalFeed = feedDocument('{ global: true }');

/** @param feed and further arguments of feedChanged */
export function feedDocument(feed: string, ofCard = 'url'): string {
  return `subscription { feedChanged(feed: ${feed}) { __typename
    ... on FeedItemAdded { cursor item { id actor { did } card { ${ofCard} } createdAt } } } }`;
}

/** Between two events while it is not known who has subscribed. */
const primingMs = 100;
const quietMs = 300;

/** A server, its subscribers, and the events that it delivers to them. */
export class FanOut<E extends Events = Events> implements AsyncDisposable {
  readonly server: MeasuredProcess;
  readonly events: E;
  readonly load: LoadClient;
  readonly #opened: AsyncDisposableStack;

  private constructor(parts: { server: MeasuredProcess; events: E; load: LoadClient }, opened: AsyncDisposableStack) {
    this.server = parts.server;
    this.events = parts.events;
    this.load = parts.load;
    this.#opened = opened;
  }

  static async ofOurs(bench: Bench, env: Env = {}): Promise<FanOut<SequencedSaves>> {
    await using opened = new AsyncDisposableStack();
    const place = opened.use(await bench.place());
    const events = opened.use(await SequencedSaves.open(place));
    const server = opened.use(await bench.ours(place, env));
    return new FanOut({ server, events, load: opened.use(new LoadClient()) }, opened.move());
  }

  static async ofPeer(bench: Bench, peer: 'obvious' | 'plainWs' | 'mercurius', env: Env = {}): Promise<FanOut> {
    await using opened = new AsyncDisposableStack();
    const events = opened.use(new PublishedEvents(bench.redisUrl));
    const server = opened.use(await bench.peer(peer, env));
    return new FanOut({ server, events, load: opened.use(new LoadClient()) }, opened.move());
  }

  async subscribe(tokens: (string | null)[], document = globalFeed): Promise<void> {
    await this.load.open({ url: `${this.server.url}/graphql`, document, tokens });
  }

  /** So many subscribers of the global feed, who need no token. */
  async subscribeMany(count: number): Promise<void> {
    await this.subscribe(Array.from({ length: count }, () => null));
  }

  /**
   * Emits events until each subscriber has had two: the protocol does not say when a subscription has begun. Then all count from zero, and
   * whatever comes is an answer to what is emitted from then on.
   */
  async prime(emit: () => Promise<unknown> = () => this.events.emit(1)): Promise<void> {
    const primed = new AbortController();
    const all = this.load.each(2).finally(() => primed.abort());
    const emitting = (async () => {
      while (!primed.signal.aborted) {
        await emit();
        await delay(primingMs);
      }
    })();
    await Promise.all([all, emitting]);
    await this.quiet();
    await this.load.reset();
  }

  /** Resolves when nothing has come for a while. */
  async quiet(): Promise<void> {
    for (let before = -1, now = await this.load.count(); now !== before; ) {
      before = now;
      await delay(quietMs);
      now = await this.load.count();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}
