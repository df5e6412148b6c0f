/** One subscription to a fake: what the test emits comes out of it. */
class FakeStream<Notice> implements AsyncGenerator<Notice, undefined, undefined> {
  readonly #waiting: PromiseWithResolvers<IteratorResult<Notice, undefined>>[] = [];
  readonly #ready: (() => Promise<IteratorResult<Notice, undefined>>)[] = [];
  isOpen = true;

  emit(notice: Notice): void {
    this.#settle(async () => ({ done: false, value: notice }));
  }

  fail(error: Error): void {
    this.#settle(() => Promise.reject(error));
  }

  #settle(next: () => Promise<IteratorResult<Notice, undefined>>): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve(next());
    else this.#ready.push(next);
  }

  async next(): Promise<IteratorResult<Notice, undefined>> {
    const ready = this.#ready.shift();
    if (ready) return ready();
    if (!this.isOpen) return { done: true, value: undefined };
    const waiting = Promise.withResolvers<IteratorResult<Notice, undefined>>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  async return(): Promise<IteratorResult<Notice, undefined>> {
    this.isOpen = false;
    for (const waiting of this.#waiting.splice(0)) waiting.resolve({ done: true, value: undefined });
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

  async liveCursor(): Promise<string> {
    return this.cursor;
  }

  subscribe(subject: Subject, after: string | undefined): AsyncGenerator<Notice, undefined, undefined> {
    const stream = new FakeStream<Notice>();
    this.subscriptions.push({ subject, after, stream });
    return stream;
  }

  emit(notice: Notice): void {
    for (const { stream } of this.subscriptions) stream.emit(notice);
  }

  fail(error: Error): void {
    for (const { stream } of this.subscriptions) stream.fail(error);
  }

  get open(): number {
    return this.subscriptions.filter(({ stream }) => stream.isOpen).length;
  }
}
