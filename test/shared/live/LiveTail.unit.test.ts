import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CursorError, type CursorErrorCode } from '../../../src/shared/application/live/CursorError.ts';
import { encodeLiveCursor } from '../../../src/shared/application/live/LiveCursor.ts';
import { LiveUnavailableError } from '../../../src/shared/application/live/LiveUnavailableError.ts';
import { PullableTail } from '../../../src/shared/application/live/PullableTail.ts';
import { Gates } from '../../support/live/Gates.ts';
import { settle } from '../../support/live/settle.ts';
import { type FollowedRows, followRows } from './followRows.ts';

let rows: FollowedRows;
let log: FollowedRows['log'];
let liveLog: FollowedRows['liveLog'];
let interest: FollowedRows['interest'];
let change: FollowedRows['change'];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  rows = await followRows();
  ({ log, liveLog, interest, change } = rows);
});
afterEach(async () => {
  await rows[Symbol.asyncDispose]();
  vi.useRealTimers();
});

const cursor = (position: number, epoch = log.present.epoch) => encodeLiveCursor({ log: 'rows', epoch, position });

const tail = (after?: string, options: { readonly bufferSize?: number; readonly retryForMs?: number } = {}) =>
  new PullableTail({ log: liveLog, interest, after, notice: ({ position }) => position, ...options });

const done = { done: true, value: undefined };
const value = (position: number) => ({ done: false, value: position });

async function passTime(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    vi.advanceTimersByTime(50);
    await settle();
  }
}

describe('LiveTail', () => {
  it('begins at the head, before anybody has asked for a change', async () => {
    await change();
    const subscriber = tail();
    await subscriber.started;
    await change();
    expect(await subscriber.next()).toEqual(value(2));
  });

  it('goes on from a cursor: in pages, from memory and then live, with the cursor of each change', async () => {
    for (let n = 0; n < 5; n += 1) await change();
    const cursors: string[] = [];
    const subscriber = new PullableTail({
      log: liveLog,
      interest,
      after: cursor(1),
      notice: ({ position }, epoch) => cursors.push(cursor(position, epoch)),
    });
    for (let n = 0; n < 4; n += 1) await subscriber.next();
    const pulled = subscriber.next();
    await change();
    await pulled;
    expect(cursors).toEqual([2, 3, 4, 5, 6].map((position) => cursor(position)));
    expect(interest.calls).toEqual(['prepare 1', 'read 1 5']);
  });

  it('answers calls that wait at the same time in their order', async () => {
    const subscriber = tail();
    const pulls = [subscriber.next(), subscriber.next(), subscriber.next()];
    await subscriber.started;
    for (let n = 0; n < 3; n += 1) await change();
    expect(await Promise.all(pulls)).toEqual([value(1), value(2), value(3)]);
  });

  it('keeps no more than its buffer for one that does not take its changes, and reads the rest when it does', async () => {
    const subscriber = tail(undefined, { bufferSize: 2 });
    await subscriber.started;
    await settle();
    for (let n = 0; n < 3; n += 1) await change();
    expect(interest.joined.size).toBe(0);
    for (let n = 0; n < 3; n += 1) await change();
    expect(interest.calls).toEqual(['prepare 0']);
    for (let position = 1; position <= 6; position += 1) expect(await subscriber.next()).toEqual(value(position));
    expect(interest.calls).toEqual(['prepare 0', 'prepare 0', 'read 0 6', 'read 3 6']);
    const pulled = subscriber.next();
    await settle();
    expect(interest.joined.size).toBe(1);
    await change();
    expect(await pulled).toEqual(value(7));
  });

  it.each<[CursorErrorCode, () => string]>([
    ['INVALID_CURSOR', () => 'nonsense'],
    ['INVALID_CURSOR', () => encodeLiveCursor({ log: 'feeds', epoch: log.present.epoch, position: 1 })],
    ['CURSOR_EXPIRED', () => cursor(1)],
    ['RESYNC_REQUIRED', () => cursor(4)],
    ['RESYNC_REQUIRED', () => cursor(3, '01900000-0000-7000-8000-000000000001')],
  ])('refuses with %s a cursor that it cannot go on from', async (code, after) => {
    for (let n = 0; n < 3; n += 1) await change();
    log.retainAfter(2);
    const subscriber = tail(after());
    await expect(subscriber.started).rejects.toThrow(new CursorError(code));
    await expect(subscriber.next()).rejects.toMatchObject({ code });
    expect(await subscriber.next()).toEqual(done);
    expect(interest.isOpen).toBe(false);
  });

  it('accepts a cursor that another instance gave before this one has heard of the change', async () => {
    log.write({}).commit();
    log.sequenceNow(1);
    const subscriber = tail(cursor(1));
    await subscriber.started;
    await change();
    expect(await subscriber.next()).toEqual(value(2));
  });

  it('says so when retention overtakes it between two pages', async () => {
    for (let n = 0; n < 6; n += 1) await change();
    const subscriber = tail(cursor(0));
    for (let position = 1; position <= 3; position += 1) expect(await subscriber.next()).toEqual(value(position));
    log.retainAfter(5);
    await expect(subscriber.next()).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  });

  it('says so when another history begins, whether or not a change is waited for', async () => {
    const [waiting, idle] = [tail(), tail()];
    const pulled = waiting.next();
    await settle();
    log.beginAnew([{}]);
    await Promise.all([expect(pulled).rejects.toMatchObject({ code: 'RESYNC_REQUIRED' }), passTime(1_000)]);
    await expect(idle.next()).rejects.toMatchObject({ code: 'RESYNC_REQUIRED' });
    expect([await waiting.next(), await idle.next()]).toEqual([done, done]);
    expect(interest.joined.size).toBe(0);
  });

  it('waits for a database that is away', async () => {
    for (let n = 0; n < 3; n += 1) await change();
    log.fail(4);
    const subscriber = tail(cursor(0));
    const pulled = subscriber.next();
    await passTime(2_000);
    expect(await pulled).toEqual(value(1));
  });

  it('gives up when the database is away for too long', async () => {
    await change();
    await change();
    log.fail(1_000);
    const subscriber = tail(cursor(0), { retryForMs: 5_000 });
    const [outcome] = await Promise.all([Promise.allSettled([subscriber.next()]), passTime(6_000)]);
    expect(outcome).toEqual([{ status: 'rejected', reason: expect.any(LiveUnavailableError) }]);
    expect(interest.isOpen).toBe(false);
  });

  it.each([
    ['while it waits for a change', async () => {}],
    [
      'while it reads a page',
      async () => {
        await change();
        await change();
        interest.step = new Gates().pass;
      },
    ],
    ['while the database is away', async () => log.fail(1_000)],
  ])('ends at once when it is returned %s', async (_, given) => {
    const beginning = cursor(0);
    await given();
    const subscriber = tail(beginning);
    const pulled = subscriber.next();
    await settle();
    expect(await subscriber.return()).toEqual(done);
    expect(await pulled).toEqual(done);
    expect(await subscriber.next()).toEqual(done);
    expect([interest.joined.size, interest.isOpen]).toEqual([0, false]);
    await passTime(1_000);
  });

  it('leaves nothing behind in the log that it followed', async () => {
    const listeners = vi.spyOn(liveLog, 'follow');
    const removed: boolean[] = [];
    listeners.mockImplementation(() => ({ [Symbol.dispose]: () => void removed.push(true) }));
    const [returned, disposed, thrown] = [tail(), tail(), tail()];
    await settle();
    await returned.return();
    await disposed[Symbol.asyncDispose]();
    await expect(thrown.throw(new Error('the transport broke'))).rejects.toThrow('the transport broke');
    expect(removed).toHaveLength(3);
    expect(interest.joined.size).toBe(0);
  });

  it('is an iterable that a loop leaves clean', async () => {
    await change();
    await change();
    for await (const position of tail(cursor(0))) if (position === 2) break;
    expect(interest.isOpen).toBe(false);
  });
});
