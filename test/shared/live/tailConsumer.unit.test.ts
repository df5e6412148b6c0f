import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeLiveCursor } from '../../../src/shared/application/live/LiveCursor.ts';
import { LiveTail } from '../../../src/shared/application/live/LiveTail.ts';
import type { TailConsumer } from '../../../src/shared/application/live/TailConsumer.ts';
import { settle } from '../../support/live/settle.ts';
import { type FollowedRows, followRows } from './followRows.ts';

let rows: FollowedRows;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  rows = await followRows();
});
afterEach(async () => {
  await rows[Symbol.asyncDispose]();
  vi.useRealTimers();
});

const cursor = (position: number) => encodeLiveCursor({ log: 'rows', epoch: rows.log.present.epoch, position });

const tail = (after?: string, bufferSize?: number) =>
  new LiveTail({
    log: rows.liveLog,
    interest: rows.interest,
    after,
    notice: ({ position }) => position,
    ...(bufferSize !== undefined && { bufferSize }),
  });

type Tail = ReturnType<typeof tail>;

/** Takes what there is whenever it is told, as long as it may. */
class Consumer implements TailConsumer {
  readonly taken: number[] = [];
  readonly ends: unknown[] = [];
  readonly #tail: Tail;
  /** How many it takes still. */
  appetite = Number.POSITIVE_INFINITY;

  constructor(tail: Tail) {
    this.#tail = tail;
    tail.attach(this);
  }

  readable(): void {
    for (; this.appetite > 0; this.appetite -= 1) {
      const position = this.#tail.take();
      if (position === undefined) return;
      this.taken.push(position);
    }
  }

  ended(failure?: { readonly error: unknown }): void {
    this.ends.push(failure?.error);
  }

  /** Takes more, as when its socket has room again. */
  async takeOn(appetite = Number.POSITIVE_INFINITY): Promise<void> {
    this.appetite = appetite;
    this.readable();
    await settle();
  }
}

async function changes(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await rows.change();
}

/** Follows the log by pushes, not by asking for it. */
const isLive = (): boolean => rows.interest.joined.size > 0;

describe('a consumer', () => {
  it('is told of each change, once', async () => {
    const consumer = new Consumer(tail());
    await settle();
    await changes(5);
    expect(consumer.taken).toEqual([1, 2, 3, 4, 5]);
  });

  it('gets what was there before it was attached', async () => {
    await changes(2);
    const subscriber = tail(cursor(0));
    await settle();
    await changes(2);
    const consumer = new Consumer(subscriber);
    await settle();
    expect(consumer.taken).toEqual([1, 2, 3, 4]);
    await changes(1);
    expect(consumer.taken.at(-1)).toBe(5);
  });

  it('takes nothing before the tail stands at its cursor, and is told then', async () => {
    await changes(2);
    const subscriber = tail(cursor(0));
    expect(subscriber.take()).toBeUndefined();
    const consumer = new Consumer(subscriber);
    expect(subscriber.take()).toBeUndefined();
    await settle();
    expect(consumer.taken).toEqual([1, 2]);
  });

  it('has more to ask for while it is behind, and then while something waits for it', async () => {
    await changes(2);
    const subscriber = tail(cursor(0));
    const consumer = new Consumer(subscriber);
    expect(subscriber.hasMore).toBe(true);
    await settle();
    expect([consumer.taken, subscriber.hasMore]).toEqual([[1, 2], false]);
    consumer.appetite = 0;
    await changes(1);
    expect(subscriber.hasMore).toBe(true);
    await consumer.takeOn();
    expect([consumer.taken, subscriber.hasMore]).toEqual([[1, 2, 3], false]);
  });

  it('is brought through page after page while it is behind, until it is live', async () => {
    await changes(10);
    const consumer = new Consumer(tail(cursor(0)));
    await settle();
    expect(consumer.taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(rows.interest.calls).toEqual(['prepare 0', 'read 0 10', 'read 3 10', 'read 6 10']);
    expect(isLive()).toBe(true);
  });

  it('that takes slowly has no page read before it has taken the last', async () => {
    await changes(10);
    const consumer = new Consumer(tail(cursor(0)));
    consumer.appetite = 2;
    await settle();
    expect(consumer.taken).toEqual([1, 2]);
    expect(rows.interest.calls).toEqual(['prepare 0', 'read 0 10']);
    await consumer.takeOn(2);
    expect(rows.interest.calls).toEqual(['prepare 0', 'read 0 10', 'read 3 10']);
    expect(consumer.taken).toEqual([1, 2, 3, 4]);
  });

  it('falls behind when it does not take, and gets all of it, once, when it does', async () => {
    const consumer = new Consumer(tail(undefined, 2));
    await settle();
    consumer.appetite = 1;
    await changes(8);
    expect(consumer.taken).toEqual([1]);
    expect(isLive()).toBe(false);
    expect(rows.interest.calls).toEqual(['prepare 0']);
    await consumer.takeOn();
    expect(consumer.taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(isLive()).toBe(true);
    await changes(1);
    expect(consumer.taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('takes what waits in the buffer when it has not fallen behind', async () => {
    const consumer = new Consumer(tail(undefined, 4));
    await settle();
    consumer.appetite = 0;
    await changes(4);
    expect(isLive()).toBe(true);
    await consumer.takeOn(3);
    await changes(1);
    await consumer.takeOn();
    expect(consumer.taken).toEqual([1, 2, 3, 4, 5]);
    expect(rows.interest.calls).toEqual(['prepare 0']);
  });

  it.each([
    ['at the beginning', () => tail('nonsense'), 'INVALID_CURSOR'],
    ['later', () => tail(), 'RESYNC_REQUIRED'],
  ])('is told once of a failure %s, and takes nothing after it', async (_, subscribe, code) => {
    const subscriber = subscribe();
    const consumer = new Consumer(subscriber);
    await settle();
    rows.log.beginAnew([{}]);
    vi.advanceTimersByTime(1_000);
    await settle();
    expect(consumer.ends).toMatchObject([{ code }]);
    await changes(1);
    expect([subscriber.take(), consumer.taken]).toEqual([undefined, []]);
    expect(rows.interest.isOpen).toBe(false);
  });

  it('that comes after the end is told how it ended', async () => {
    const failed = tail('nonsense');
    await settle();
    expect(new Consumer(failed).ends).toMatchObject([{ code: 'INVALID_CURSOR' }]);
    const closed = tail();
    closed.close();
    expect(new Consumer(closed).ends).toEqual([undefined]);
  });

  it('may end it while it is told', async () => {
    const subscriber = tail();
    const ends: unknown[] = [];
    subscriber.attach({ readable: () => subscriber.close(), ended: (failure) => ends.push(failure) });
    await settle();
    await changes(3);
    expect(ends).toEqual([undefined]);
    expect([rows.interest.joined.size, rows.interest.isOpen]).toEqual([0, false]);
  });
});
