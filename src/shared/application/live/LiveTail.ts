import { Fifo } from '../Fifo.ts';
import type { Change } from './ChangeLog.ts';
import { CursorError } from './CursorError.ts';
import type { TailSink } from './Interest.ts';
import { decodeLiveCursor, refuseStale } from './LiveCursor.ts';
import type { LiveTailOptions } from './LiveTailOptions.ts';
import { persistently } from './persistently.ts';
import type { TailConsumer } from './TailConsumer.ts';

/**
 * One subscriber's changes: each once, in order, from its cursor on, at the subscriber's own pace. It is BEHIND or LIVE.
 *
 * - BEHIND: what concerns the subscriber up to `position` was delivered or waits in `ready`. Once `ready` is empty and more is wanted, the next
 *   page is taken from LiveLog's memory if that reaches back to `position`, and else from the database, up to LiveLog's `last`.
 * - LIVE: what concerns the subscriber up to LiveLog's `last` was delivered or waits in `ready`. LiveLog's deliveries are pushed.
 *
 * No change falls between the two: #join takes what LiveLog delivered after `position` and joins its deliveries in one synchronous
 * step, and LiveLog moves `last`, remembers a change and pushes it in one synchronous step too. So a delivery comes wholly after the
 * joining, and is pushed, or wholly before it, and is among what was taken. None comes twice: what is taken ends at `last`, what is
 * pushed begins after it. And it comes to that: as soon as reading a page takes less time than LiveLog's memory reaches back, the rest
 * is in memory.
 *
 * The subscriber is told, as its consumer, that it can `take`; one that would rather pull has a PullableTail.
 *
 * What waits in `ready` is passed over, when it is due, if it does not stand any more (see Hindsight). What waits for longer than that is known of is
 * read again.
 *
 * A LIVE subscriber that leaves more than `bufferSize` changes in `ready` is put back BEHIND the first of them, so it costs no memory beyond that.
 */
export class LiveTail<Heard extends Change, Item extends Change, Notice> implements TailSink<Item> {
  /** Resolves when it stands at its cursor: what is sequenced from then on will be delivered. Rejects with what then ends it. */
  readonly started: Promise<void>;
  readonly #options: LiveTailOptions<Heard, Item, Notice>;
  // Beside them: each change looks at these for each subscriber, and of thousands none is in the processor's cache.
  readonly #log: LiveTailOptions<Heard, Item, Notice>['log'];
  readonly #hindsight: LiveTailOptions<Heard, Item, Notice>['hindsight'];
  readonly #notice: LiveTailOptions<Heard, Item, Notice>['notice'];
  readonly #bufferSize: number;
  #state: 'BEHIND' | 'LIVE' | 'ENDED' = 'BEHIND';
  readonly #ready = new Fifo<Item>();
  #position = 0;
  #delivered = 0;
  /** What is in `ready` was due by all that LiveLog had delivered up to here. */
  #readyAsOf = 0;
  #epoch: string | undefined;
  /** From here on LiveLog's memory has what concerns this subscriber. */
  #heardFrom = 0;
  #isPrepared = false;
  #isAdvancing = false;
  #resets: Disposable | undefined;
  #consumer: TailConsumer | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: LiveTailOptions<Heard, Item, Notice>) {
    this.#options = options;
    this.#log = options.log;
    this.#hindsight = options.hindsight;
    this.#notice = options.notice;
    this.#bufferSize = options.bufferSize ?? 1_000;
    options.interest.open?.();
    this.started = this.#start();
    this.started.then(
      () => this.#advanceSoon(),
      (error: unknown) => this.#end({ error }),
    );
  }

  /** From now on the consumer is told of what there is, and of the end: by CursorError or LiveUnavailableError, or because it was closed. At most one. */
  attach(consumer: TailConsumer): void {
    this.#consumer = consumer;
    if (this.#state === 'ENDED') consumer.ended(this.#failure);
    else this.#serve();
  }

  /** The next change, if one is ready; if not, the consumer is told when there may be one. */
  take(): Notice | undefined {
    this.#rereadForgotten();
    while (this.#state !== 'ENDED' && this.#ready.size > 0) {
      const notice = this.#nextNotice();
      if (notice !== undefined) return notice;
    }
    this.#advanceSoon();
    return undefined;
  }

  /** Whether `take` may give something, or make it come. */
  get hasMore(): boolean {
    return this.#ready.size > 0 || this.#state === 'BEHIND';
  }

  /** Whether a notice that was taken, and waits to be sent, is to be sent still. */
  stands(notice: Notice): boolean {
    return this.#hindsight?.stands(notice) ?? true;
  }

  /** Up to this position it is known what became of what is taken now. */
  get asOf(): number {
    return this.#log.last;
  }

  /** Whether it may not be known any more what became, after this position, of what was taken then. */
  hasForgotten(asOf: number): boolean {
    return asOf < (this.#hindsight?.since ?? 0);
  }

  /** Ends it at once. */
  close(): void {
    this.#end();
  }

  /** For the interest, while joined: in the order of positions. */
  push(change: Item): void {
    if (this.#state !== 'LIVE') return;
    if (this.#ready.size >= this.#bufferSize) return this.#fallBehind();
    if (this.#ready.size === 0) this.#readyAsOf = this.#log.last;
    this.#ready.push(change);
    this.#serve();
  }

  async #start(): Promise<void> {
    const { log, interest, after } = this.#options;
    const cursor = after === undefined ? undefined : decodeLiveCursor(log.name, after);
    const head = await this.#persistently(() => log.refresh());
    if (cursor) refuseStale(cursor, head);
    const hasBegunAnew = log.epoch !== head.epoch || log.last < head.head; // since the head was read
    if (hasBegunAnew) throw new CursorError('RESYNC_REQUIRED');
    if (this.#state === 'ENDED') return;
    // At most log.last, which is at least the head.
    this.#position = cursor?.position ?? head.head;
    this.#delivered = this.#position;
    this.#epoch = head.epoch;
    // What was being expanded when the interest was opened is delivered by now: later deliveries know of it.
    this.#heardFrom = interest.isInEveryDelivery ? 0 : log.last;
    this.#resets = log.follow(() => this.#end({ error: new CursorError('RESYNC_REQUIRED') }));
  }

  #serve(): void {
    if (this.#ready.size > 0) this.#consumer?.readable();
  }

  /** Of the first in `ready`. Undefined if that is passed over, and if it would come twice or out of order: then that is the end. */
  #nextNotice(): Notice | undefined {
    const change = this.#ready.shift();
    if (!change) return undefined;
    if (change.position <= this.#delivered || this.#epoch === undefined) {
      this.#end({ error: new Error(`position ${change.position} of ${this.#log.name} came after ${this.#delivered}`) });
      return undefined;
    }
    this.#delivered = change.position;
    const notice = this.#notice(change, this.#epoch);
    return this.stands(notice) ? notice : undefined;
  }

  #rereadForgotten(): void {
    if (this.#hindsight && this.#readyAsOf < this.#hindsight.since) this.#fallBehind();
  }

  #advanceSoon(): void {
    if (this.#state !== 'BEHIND' || this.#isAdvancing || this.#epoch === undefined) return;
    this.#isAdvancing = true;
    this.#advance().then(
      () => {
        this.#isAdvancing = false;
        this.#serve();
      },
      (error: unknown) => this.#end({ error }),
    );
  }

  async #advance(): Promise<void> {
    while (this.#state === 'BEHIND' && this.#ready.size === 0) {
      if (!this.#isPrepared) await this.#prepare();
      else if (!this.#takeFromMemory()) await this.#readPage();
    }
  }

  async #prepare(): Promise<void> {
    const { interest } = this.#options;
    if (interest.prepare) {
      await this.#persistently(async () => interest.prepare?.(this.#position));
      await this.#checkThatItWasComplete();
    }
    this.#isPrepared = true;
  }

  async #readPage(): Promise<void> {
    const { log, interest } = this.#options;
    const asOf = log.last;
    const page = await this.#persistently(() => interest.readPage(this.#position, asOf));
    await this.#checkThatItWasComplete();
    if (this.#state === 'ENDED') return;
    for (const change of page.changes) this.#ready.push(change);
    this.#readyAsOf = asOf;
    this.#position = page.through;
  }

  /** The head after a read: if all changes after `position` are kept now, in this same history, they were when it was read. */
  async #checkThatItWasComplete(): Promise<void> {
    const head = await this.#persistently(() => this.#log.head());
    if (head.epoch !== this.#epoch) throw new CursorError('RESYNC_REQUIRED');
    if (this.#position < head.minimum) throw new CursorError('CURSOR_EXPIRED');
  }

  /** Synchronous. False if the database must be asked. */
  #takeFromMemory(): boolean {
    if (this.#state !== 'BEHIND') return true;
    const recent = this.#position >= this.#heardFrom ? this.#log.since(this.#position) : undefined;
    if (!recent) return false;
    const halfFull = recent[Math.floor(this.#bufferSize / 2)];
    // One that has much to take stays BEHIND: joined with a full buffer, the next push would throw it back.
    if (halfFull)
      this.#take(
        recent.filter((change) => change.position <= halfFull.position),
        halfFull.position,
      );
    else this.#join(recent);
    return true;
  }

  #join(recent: readonly Heard[]): void {
    this.#take(recent, this.#log.last);
    this.#options.interest.join(this);
    this.#state = 'LIVE';
  }

  #take(changes: readonly Heard[], through: number): void {
    for (const change of this.#options.interest.select(changes)) this.#ready.push(change);
    this.#readyAsOf = this.#log.last;
    this.#position = through;
  }

  #fallBehind(): void {
    const first = this.#ready.peek();
    if (!first) return;
    this.#position = first.position - 1;
    this.#ready.clear();
    this.#isPrepared = false;
    if (this.#state === 'LIVE') this.#options.interest.leave(this);
    this.#state = 'BEHIND';
  }

  #persistently<T>(work: () => Promise<T>): Promise<T> {
    return persistently(work, { forMs: this.#options.retryForMs ?? 30_000, isWanted: () => this.#state !== 'ENDED' });
  }

  #end(failure?: { readonly error: unknown }): void {
    if (this.#state === 'ENDED') return;
    if (this.#state === 'LIVE') this.#options.interest.leave(this);
    this.#state = 'ENDED';
    this.#failure = failure;
    this.#ready.clear();
    this.#resets?.[Symbol.dispose]();
    this.#options.interest.close?.();
    this.#consumer?.ended(failure);
  }
}
