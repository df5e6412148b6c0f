import { Fifo } from '../../shared/application/Fifo.ts';
import { LiveUnavailableError } from '../../shared/application/live/LiveUnavailableError.ts';
import type { TailConsumer } from '../../shared/application/live/TailConsumer.ts';
import type { ExecutionGroup } from '../live/ExecutionGroup.ts';
import { forgotten, type LiveResults } from '../live/LiveResults.ts';
import type { LiveNotice, LiveSubscription } from '../live/LiveSubscription.ts';
import type { Payload, PayloadListener } from '../live/Payload.ts';
import { type DrainListener, maxUnwrittenBytes } from './FrameWriter.ts';
import type { SocketConnection } from './SocketConnection.ts';

export interface SocketSubscriptionOptions {
  /** As the client named it. */
  readonly id: string;
  readonly results: LiveResults;
  readonly connection: SocketConnection;
  /** What the client is told of an error that ends the subscription. */
  readonly failure: (error: unknown) => unknown;
}

/** Changes of one subscription that may be on their way from its source to its socket; fewer where each is long. */
const maxWindow = 600;
/** Until it is known how long they are. */
const firstWindow = 10;

const done = { done: true, value: undefined } as const;

/**
 * One subscription on a socket. It takes changes from its source as long as the socket takes them, has them resolved by its group, and sends the
 * results in their order, past graphql-ws: to that, it is a stream of nothing, which tells of the end.
 *
 * While the socket takes nothing, one change at most is taken from the source, which falls back to the database when much waits in it.
 */
export class SocketSubscription
  implements AsyncGenerator<never, undefined, undefined>, TailConsumer, PayloadListener, DrainListener
{
  readonly #results: LiveResults;
  // Beside it: between a change and its frame lie few steps, and each is taken for each subscriber.
  readonly #source: LiveSubscription<LiveNotice>;
  readonly #group: ExecutionGroup;
  readonly #connection: SocketConnection;
  readonly #failure: SocketSubscriptionOptions['failure'];
  readonly #head: Buffer;
  readonly #queue = new Fifo<Payload>();
  /** Since when the first of the queue may have been there, so many of them; and since when those behind them. See LiveSubscription.asOf. */
  #asOf = 0;
  #older = 0;
  #newerAsOf = 0;
  #end: PromiseWithResolvers<IteratorReturnResult<undefined>> | undefined;
  /** Of the source, which has no more; told after what is queued. */
  #ending: { readonly failure?: { readonly error: unknown } } | undefined;
  #awaited: Payload | undefined;
  #awaitsRoom = false;
  #window = firstWindow;
  #isSending = false;
  #hasEnded = false;

  constructor({ id, results, connection, failure }: SocketSubscriptionOptions) {
    this.#results = results;
    this.#source = results.source;
    this.#group = results.group;
    this.#connection = connection;
    this.#failure = failure;
    this.#head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  }

  /** Begins, when graphql-ws has registered the operation. Settles when it ends. */
  next(): Promise<IteratorReturnResult<undefined>> {
    if (this.#hasEnded) return Promise.resolve(done);
    this.#end ??= Promise.withResolvers();
    this.#source.attach(this);
    return this.#end.promise;
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#finish();
    return done;
  }

  async throw(error: unknown): Promise<never> {
    this.#finish();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#finish();
  }

  readable(): void {
    this.#send();
  }

  settled(): void {
    this.#awaited = undefined;
    this.#send();
  }

  drained(): void {
    this.#awaitsRoom = false;
    this.#send();
  }

  ended(failure?: { readonly error: unknown }): void {
    this.#ending = failure ? { failure } : {};
    this.#send();
  }

  #send(): void {
    if (this.#isSending || this.#hasEnded) return;
    this.#isSending = true;
    do this.#take();
    while (this.#sendSettled());
    this.#isSending = false;
    if (this.#ending && this.#queue.size === 0) this.#finish(this.#ending.failure);
  }

  #take(): void {
    while (this.#queue.size < this.#window && this.#takesMore()) {
      const notice = this.#source.take();
      if (!notice) return;
      if (this.#queue.size === 0) this.#newerAsOf = this.#source.asOf;
      this.#queue.push(this.#group.payloadOf(notice));
      if (this.#queue.size === 1) this.#startAnew();
    }
  }

  /** The first needs no room yet, and whether there is some is not asked where nothing more comes: the socket is far from the cache. */
  #takesMore(): boolean {
    return this.#queue.size === 0 || (this.#source.hasMore && this.#hasRoom());
  }

  /** Sends what is resolved and stands, up to the first that is not resolved. True if that has made room for more. */
  #sendSettled(): boolean {
    const queued = this.#queue.size;
    if (queued > 0 && this.#source.hasForgotten(this.#asOf))
      this.#finish({ error: new LiveUnavailableError(forgotten) });
    for (let next = this.#queue.peek(); next && this.#isSettled(next) && this.#hasRoom(); next = this.#queue.peek()) {
      if (next.outcome?.kind === 'failure') this.#finish({ error: next.outcome.error });
      else if (next.outcome && this.#source.stands(next.notice)) this.#sendResult(next.outcome.ending);
      this.#queue.shift();
      this.#older -= 1;
      if (this.#older <= 0) this.#startAnew();
    }
    return this.#queue.size < queued;
  }

  /** What is in the queue came at `#newerAsOf` or after, and what comes from here on, now or later. */
  #startAnew(): void {
    this.#asOf = this.#newerAsOf;
    this.#newerAsOf = this.#source.asOf;
    this.#older = this.#queue.size;
  }

  #sendResult(ending: Uint8Array): void {
    this.#connection.sendResult(this.#head, ending);
    this.#window = Math.max(1, Math.min(maxWindow, Math.floor(maxUnwrittenBytes / ending.length)));
  }

  #isSettled(payload: Payload): boolean {
    if (payload.outcome) return true;
    if (this.#awaited !== payload) payload.listen(this);
    this.#awaited = payload;
    return false;
  }

  #hasRoom(): boolean {
    if (!this.#connection.isFull) return true;
    if (!this.#awaitsRoom) this.#connection.onceDrained(this);
    this.#awaitsRoom = true;
    return false;
  }

  #finish(failure?: { readonly error: unknown }): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#queue.clear();
    this.#connection.forgetDrained(this);
    this.#results.end();
    if (failure) this.#end?.reject(this.#failure(failure.error));
    else this.#end?.resolve(done);
  }
}
