import type { SequencedChanges } from '../../../../src/shared/application/live/ChangeLog.ts';
import { CursorError } from '../../../../src/shared/application/live/CursorError.ts';
import type { Interest } from '../../../../src/shared/application/live/Interest.ts';
import { decodeLiveCursor, encodeLiveCursor } from '../../../../src/shared/application/live/LiveCursor.ts';
import { PullableTail } from '../../../../src/shared/application/live/PullableTail.ts';
import type { TailedLog } from '../../../../src/shared/application/live/TailedLog.ts';
import type { ChangeLogOfRows, Heard, LiveInstance, Row, Topic } from './LiveInstance.ts';

export interface Subscription {
  readonly topic: Topic;
  readonly kind: 'shared' | 'personal';
  readonly bufferSize: number;
  /** Takes each change as soon as it is there; else when the test says so. */
  readonly isFast: boolean;
  /** How: one by one with `next`, or as a consumer that is told when it can `take`. */
  readonly by: 'next' | 'take';
  /** From the head as a query has just read it, from the beginning, or from where the server begins by itself. */
  readonly from: 'head' | 'beginning' | 'now';
}

/** How a test spoils the parts, to see that the model notices. */
export interface Flaws {
  readonly interest?: (interest: Interest<Heard, Heard>) => Interest<Heard, Heard>;
  readonly log?: (log: TailedLog<Heard>) => TailedLog<Heard>;
  readonly message?: (last: number, message: SequencedChanges<Row>) => SequencedChanges<Row>;
}

/** What a client saw of one history without a break, and what it ought to have seen. */
export interface Segment {
  epoch: string;
  /** The position of the cursor it began with; unknown for `now`, but no lower. */
  after: number;
  readonly isExact: boolean;
  /** Of `now`: no higher than this, once known. */
  startedBy: number;
  readonly received: number[];
}

interface ModelNotice {
  readonly cursor: string;
  readonly position: number;
}

type Tail = PullableTail<Heard, Heard, ModelNotice>;

/** A client that goes on from its last cursor, and begins again from the head when it is told to. */
export class ModelClient {
  static #count = 0;
  readonly #id = (ModelClient.#count += 1);
  readonly #log: ChangeLogOfRows;
  readonly #subscription: Subscription;
  readonly #flaws: Flaws;
  readonly segments: Segment[] = [];
  readonly unexpected: unknown[] = [];
  readonly cursorErrors: string[] = [];
  #tail: Tail | undefined;
  #instance: LiveInstance;
  #cursor: string | undefined;
  #isPulling = false;
  #isAttached = false;

  constructor(log: ChangeLogOfRows, instance: LiveInstance, subscription: Subscription, flaws: Flaws) {
    this.#log = log;
    this.#instance = instance;
    this.#subscription = subscription;
    this.#flaws = flaws;
    this.#beginAgain(subscription.from);
  }

  get topic(): Topic {
    return this.#subscription.topic;
  }

  get segment(): Segment {
    const segment = this.segments.at(-1);
    if (!segment) throw new Error('the client has begun with a segment');
    return segment;
  }

  isOn(instance: LiveInstance): boolean {
    return this.#instance === instance;
  }

  /** The connection breaks: what waited in it is gone. */
  resumeOn(instance: LiveInstance): void {
    this.end();
    this.#instance = instance;
    // Nothing was received yet since the server began by itself: where, the client does not know.
    if (this.#cursor === undefined) this.#beginAgain('now');
    else this.#subscribe();
  }

  pull(): void {
    const tail = this.#tail;
    if (!tail || this.#isPulling) return;
    this.#isPulling = true;
    if (this.#subscription.by === 'next') this.#pullNext(tail);
    else if (this.#isAttached) this.#take(tail);
    else this.#attachTo(tail);
  }

  #pullNext(tail: Tail): void {
    tail.next().then(
      (result) => {
        if (tail !== this.#tail) return;
        if (result.done) this.#ended(tail);
        else this.#receive(result.value);
      },
      (error: unknown) => this.#ended(tail, { error }),
    );
  }

  #attachTo(tail: Tail): void {
    this.#isAttached = true;
    tail.attach({ readable: () => this.#take(tail), ended: (failure) => this.#ended(tail, failure) });
    this.#take(tail);
  }

  #take(tail: Tail): void {
    if (tail !== this.#tail || !this.#isPulling) return;
    const notice = tail.take();
    if (notice) this.#receive(notice);
  }

  #ended(tail: Tail, failure?: { readonly error: unknown }): void {
    if (tail !== this.#tail) return;
    if (!failure) return void this.unexpected.push(new Error('the stream ended by itself'));
    if (!(failure.error instanceof CursorError)) return void this.unexpected.push(failure.error);
    this.cursorErrors.push(failure.error.code);
    this.#beginAgain('head');
  }

  #receive({ cursor, position }: ModelNotice): void {
    const { segment } = this;
    if (segment.received.length === 0) beginIn(segment, decodeLiveCursor('model', cursor).epoch);
    segment.received.push(position);
    this.#cursor = cursor;
    this.#isPulling = false;
    if (this.#subscription.isFast) this.pull();
  }

  end(): void {
    const tail = this.#tail;
    this.#tail = undefined; // what it still says does not matter
    tail?.return().catch((error: unknown) => this.unexpected.push(error));
  }

  #beginAgain(from: Subscription['from']): void {
    const { epoch, head, minimum } = this.#log.present;
    const after = from === 'beginning' ? minimum : head;
    this.segments.push({ epoch, after, isExact: from !== 'now', startedBy: Number.POSITIVE_INFINITY, received: [] });
    this.#cursor = from === 'now' ? undefined : encodeLiveCursor({ log: 'model', epoch, position: after });
    this.#subscribe();
  }

  #subscribe(): void {
    const { kind, topic, bufferSize, isFast } = this.#subscription;
    const { interest: spoilInterest = same, log: spoilLog = same } = this.#flaws;
    const instance = this.#instance;
    const interest = kind === 'shared' ? instance.sharedInterest(topic) : instance.personalInterest(topic, this.#id);
    const { segment } = this;
    const after = this.#cursor;
    this.#tail = new PullableTail({
      log: spoilLog(instance.liveLog),
      interest: spoilInterest(interest),
      notice: ({ position }, epoch) => ({ cursor: encodeLiveCursor({ log: 'model', epoch, position }), position }),
      after,
      bufferSize,
    });
    this.#tail.started.then(
      () => {
        if (after !== undefined) return;
        if (segment.received.length === 0) beginIn(segment, this.#log.present.epoch);
        segment.startedBy = this.#log.present.head;
      },
      () => undefined, // `next` tells
    );
    this.#isPulling = false;
    this.#isAttached = false;
    if (isFast) this.pull();
  }
}

/** A client that names no cursor learns late which history it follows. */
function beginIn(segment: Segment, epoch: string): void {
  if (segment.isExact || segment.epoch === epoch) return;
  segment.epoch = epoch;
  segment.after = 0;
  segment.startedBy = Number.POSITIVE_INFINITY;
}

const same = <T>(value: T): T => value;
