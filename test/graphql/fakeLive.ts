import type { LiveSubscription } from '../../src/graphql/live/LiveSubscription.ts';
import type { TailConsumer } from '../../src/shared/application/live/TailConsumer.ts';

type Happening<Notice> = { readonly notice: Notice } | { readonly error: Error };

/** One subscription to a fake: what the test emits comes out of it. */
class FakeStream<Notice> implements LiveSubscription<Notice> {
  readonly #waiting: PromiseWithResolvers<IteratorResult<Notice, undefined>>[] = [];
  readonly #ready: Happening<Notice>[] = [];
  #consumer: TailConsumer | undefined;
  isOpen = true;
  /** What was emitted, and stands no more. */
  readonly takenBack = new Set<Notice>();

  attach(consumer: TailConsumer): void {
    this.#consumer = consumer;
    this.#serve();
  }

  take(): Notice | undefined {
    const happening = this.#ready.shift();
    if (!happening || 'notice' in happening) return happening?.notice;
    this.#consumer?.ended(happening);
    return undefined;
  }

  get hasMore(): boolean {
    return this.#ready.length > 0;
  }

  stands(notice: Notice): boolean {
    return !this.takenBack.has(notice);
  }

  asOf = 1;
  /** What became of things before this is not known any more. */
  knownSince = 0;

  hasForgotten(asOf: number): boolean {
    return asOf < this.knownSince;
  }

  emit(notice: Notice): void {
    this.#ready.push({ notice });
    this.#serve();
  }

  fail(error: Error): void {
    this.#ready.push({ error });
    this.#serve();
  }

  #serve(): void {
    if (this.#consumer && this.#ready.length > 0) return this.#consumer.readable();
    for (let waiting = this.#waiting[0]; waiting && this.#ready.length > 0; waiting = this.#waiting[0]) {
      this.#waiting.shift();
      waiting.resolve(this.next());
    }
  }

  async next(): Promise<IteratorResult<Notice, undefined>> {
    const happening = this.#ready.shift();
    if (happening && 'error' in happening) throw happening.error;
    if (happening) return { done: false, value: happening.notice };
    if (!this.isOpen) return { done: true, value: undefined };
    const waiting = Promise.withResolvers<IteratorResult<Notice, undefined>>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  close(): void {
    this.isOpen = false;
    for (const waiting of this.#waiting.splice(0)) waiting.resolve({ done: true, value: undefined });
  }

  async return(): Promise<IteratorResult<Notice, undefined>> {
    this.close();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<Notice, undefined>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}

/** Stands in for LiveFeed and LiveNotifications: the test says what changes, and sees who listens. */
export class FakeLive<Subject, Notice> {
  cursor = 'the-head';
  readonly subscriptions: { subject: Subject; after: string | undefined; stream: FakeStream<Notice> }[] = [];

  /** What happens before the head is known, once. */
  untilHead: (() => Promise<void>) | undefined;

  async liveCursor(): Promise<string> {
    const happens = this.untilHead;
    this.untilHead = undefined;
    await happens?.();
    return this.cursor;
  }

  subscribe(subject: Subject, after: string | undefined): LiveSubscription<Notice> {
    const stream = new FakeStream<Notice>();
    this.subscriptions.push({ subject, after, stream });
    return stream;
  }

  emit(notice: Notice): void {
    for (const { stream } of this.subscriptions) stream.emit(notice);
  }

  takeBack(notice: Notice): void {
    for (const { stream } of this.subscriptions) stream.takenBack.add(notice);
  }

  /** Much happens, more than is remembered. */
  goOn({ asOf, knownSince }: { readonly asOf: number; readonly knownSince: number }): void {
    for (const { stream } of this.subscriptions) Object.assign(stream, { asOf, knownSince });
  }

  fail(error: Error): void {
    for (const { stream } of this.subscriptions) stream.fail(error);
  }

  get open(): number {
    return this.subscriptions.filter(({ stream }) => stream.isOpen).length;
  }
}
