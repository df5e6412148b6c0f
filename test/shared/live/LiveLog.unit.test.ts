import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveLog, type LiveLogOptions } from '../../../src/shared/application/live/LiveLog.ts';
import { InMemoryChangeLog } from '../../support/live/InMemoryChangeLog.ts';
import { LossyLiveStream } from '../../support/live/LossyLiveStream.ts';
import { quietLog } from '../../support/live/quietLog.ts';
import { settle } from '../../support/live/settle.ts';

interface Row {
  readonly position: number;
}

let log: InMemoryChangeLog<Row>;
let stream: LossyLiveStream;
let opened: AsyncDisposableStack;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  log = new InMemoryChangeLog<Row>((_, position) => ({ position }));
  stream = new LossyLiveStream();
  opened = new AsyncDisposableStack();
});
afterEach(async () => {
  await opened.disposeAsync();
  vi.useRealTimers();
});

async function follow(overrides: Partial<LiveLogOptions<Row, Row>> = {}) {
  const liveLog = opened.use(
    new LiveLog<Row, Row>({
      name: 'rows',
      log,
      stream,
      parse: (message) => (typeof message === 'object' ? (message as { epoch: string; changes: Row[] }) : undefined),
      expand: async (changes) => changes,
      logger: quietLog,
      ...overrides,
    }),
  );
  const delivered: number[] = [];
  const resets = vi.fn<() => void>();
  liveLog.onChanges((changes) => delivered.push(...changes.map(({ position }) => position)));
  liveLog.onReset(resets);
  await liveLog.start();
  return { liveLog, delivered, resets };
}

/** One change, committed, sequenced and told. */
function change() {
  log.write({}).commit();
  const sequenced = log.sequenceNow(1);
  if (!sequenced) throw new Error('a change was committed');
  return sequenced;
}

const send = async (message: unknown): Promise<void> => {
  await stream.publish('rows', message);
  stream.deliver(0, 'once');
  await settle();
};

describe('LiveLog', () => {
  it('begins at the head and delivers each message at once', async () => {
    change();
    const { liveLog, delivered } = await follow();
    expect(liveLog.last).toBe(1);
    await send(change());
    await send(change());
    expect(delivered).toEqual([2, 3]);
    expect(liveLog.last).toBe(3);
  });

  it('ignores what it has, and reads what it lacks without waiting for the sweep', async () => {
    const { delivered } = await follow();
    const messages = [change(), change(), change()];
    await send(messages[1]);
    expect(delivered).toEqual([1, 2, 3]);
    for (const message of messages) await send(message);
    expect(delivered).toEqual([1, 2, 3]);
  });

  it('finds by its sweep what it was never told', async () => {
    const { delivered } = await follow({ pageSize: 2 });
    for (let n = 0; n < 5; n += 1) change();
    vi.advanceTimersByTime(1_000);
    await settle();
    expect(delivered).toEqual([1, 2, 3, 4, 5]);
  });

  it('looks into the database when the stream was interrupted', async () => {
    let interrupt = (): void => {};
    const { delivered } = await follow({
      stream: {
        publish: async () => {},
        subscribe: async (_channel, _onMessage, onInterrupted) => {
          interrupt = onInterrupted;
          return { [Symbol.asyncDispose]: async () => {} };
        },
      },
    });
    change();
    interrupt();
    await settle();
    expect(delivered).toEqual([1]);
  });

  it('passes nothing over that cannot be expanded now, and tries again soon', async () => {
    const expand = vi.fn<(rows: readonly Row[]) => Promise<readonly Row[]>>(async (rows) => rows);
    const { delivered } = await follow({ expand });
    expand.mockRejectedValueOnce(new Error('the database is away'));
    await send(change());
    await send(change());
    expect(delivered).toEqual([1, 2]);
    expand.mockRejectedValueOnce(new Error('the database is away'));
    await send(change());
    expect(delivered).toEqual([1, 2]);
    vi.advanceTimersByTime(200);
    await settle();
    expect(delivered).toEqual([1, 2, 3]);
  });

  it('starts while the database is away, and follows when it comes', async () => {
    log.fail(3);
    const { liveLog, delivered } = await follow();
    expect(liveLog.epoch).toBeUndefined();
    for (let times = 0; times < 4; times += 1) {
      vi.advanceTimersByTime(1_000);
      await settle();
    }
    expect(liveLog.epoch).toBe(log.present.epoch);
    await send(change());
    expect(delivered).toEqual([1]);
  });

  it('begins anew when the history is another, and says so once', async () => {
    const { liveLog, delivered, resets } = await follow();
    await send(change());
    const stale = change();
    log.beginAnew([{}, {}, {}]);
    await send(change());
    expect(resets).toHaveBeenCalledTimes(1);
    expect(liveLog.last).toBe(4);
    await send(stale);
    await send(change());
    expect(delivered).toEqual([1, 5]);
    expect(resets).toHaveBeenCalledTimes(1);
  });

  it('begins anew when retention has overtaken it, and never jumps over the gap', async () => {
    const { liveLog, delivered, resets } = await follow();
    for (let n = 0; n < 5; n += 1) change();
    log.retainAfter(3);
    vi.advanceTimersByTime(1_000);
    await settle();
    expect(resets).toHaveBeenCalledTimes(1);
    expect([liveLog.last, delivered]).toEqual([5, []]);
  });

  it('takes a message that is none of ours for a sign that something was missed', async () => {
    const { delivered } = await follow();
    change();
    await send('{"half');
    expect(delivered).toEqual([1]);
  });

  it('keeps the last changes for those who are a little behind, and says when it has no longer all of them', async () => {
    const { liveLog } = await follow({ recentSize: 2 });
    for (let n = 0; n < 5; n += 1) await send(change());
    const positionsSince = (position: number) => liveLog.since(position)?.map((each) => each.position);
    expect(positionsSince(5)).toEqual([]);
    expect(positionsSince(3)).toEqual([4, 5]);
    expect(positionsSince(0)).toBeUndefined();
  });

  it('refreshes to a head that was read after the question', async () => {
    const { liveLog } = await follow();
    change();
    expect(await liveLog.refresh()).toEqual(log.present);
    expect(liveLog.last).toBe(1);
    log.fail(1);
    await expect(liveLog.refresh()).rejects.toThrow('the database is away');
  });

  it('hears nothing more after its end', async () => {
    const { liveLog, delivered } = await follow();
    await liveLog[Symbol.asyncDispose]();
    await send(change());
    liveLog.accept(change());
    vi.advanceTimersByTime(10_000);
    await settle();
    expect(delivered).toEqual([]);
  });
});
