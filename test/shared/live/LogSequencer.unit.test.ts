import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SequencedChanges } from '../../../src/shared/application/live/ChangeLog.ts';
import { LogSequencer, type LogSequencerOptions } from '../../../src/shared/application/live/LogSequencer.ts';
import { Gates } from '../../support/live/Gates.ts';
import { InMemoryChangeLog } from '../../support/live/InMemoryChangeLog.ts';
import { quietLog } from '../../support/live/quietLog.ts';
import { settle } from '../../support/live/settle.ts';

interface Row {
  readonly position: number;
}

const gates = new Gates();
let log: InMemoryChangeLog<Row>;
let told: string[];
let opened: AsyncDisposableStack;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  log = new InMemoryChangeLog<Row>((_, position) => ({ position }));
  told = [];
  opened = new AsyncDisposableStack();
});
afterEach(async () => {
  gates.openAll();
  await opened.disposeAsync();
  vi.useRealTimers();
});

const tell = (who: string) => (sequenced: SequencedChanges<Row>) => {
  told.push(`${who} ${sequenced.changes.map(({ position }) => position).join()}`);
};

const sequencer = (overrides: Partial<LogSequencerOptions<Row>> = {}) =>
  opened.use(
    new LogSequencer<Row>({
      name: 'rows',
      log,
      onSequenced: tell('here'),
      publish: async (changes) => tell('others')(changes),
      logger: quietLog,
      ...overrides,
    }),
  );

const write = (changes: number): void => {
  for (let n = 0; n < changes; n += 1) log.write({}).commit();
};

describe('LogSequencer', () => {
  it('gives positions when it is woken, and tells this instance first', async () => {
    write(2);
    sequencer().wake();
    await settle();
    expect(told).toEqual(['here 1,2', 'others 1,2']);
  });

  it('goes on while batches are full', async () => {
    write(5);
    sequencer({ batch: 2, publish: async () => {} }).wake();
    await settle();
    expect(told).toEqual(['here 1,2', 'here 3,4', 'here 5']);
  });

  it('makes of all wakings during a run one more run', async () => {
    const sequence = vi.spyOn(log, 'sequence').mockImplementation(async () => {
      await gates.pass();
      return undefined;
    });
    const woken = sequencer();
    for (let times = 0; times < 100; times += 1) woken.wake();
    expect(sequence).toHaveBeenCalledTimes(1);
    gates.openAll();
    await settle();
    expect(sequence).toHaveBeenCalledTimes(2);
    gates.openAll();
    await settle();
    expect(sequence).toHaveBeenCalledTimes(2);
  });

  it('finds what nobody woke it for', async () => {
    const idle = sequencer();
    idle.start();
    write(1);
    vi.advanceTimersByTime(1_000);
    await settle();
    write(1);
    vi.advanceTimersByTime(1_000);
    await settle();
    expect(told).toEqual(['here 1', 'others 1', 'here 2', 'others 2']);
  });

  it('survives a database that is away', async () => {
    log.fail(2);
    write(1);
    const woken = sequencer();
    woken.start();
    woken.wake();
    await settle();
    vi.advanceTimersByTime(1_000);
    await settle();
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1_000);
    await settle();
    expect(told).toEqual(['here 1', 'others 1']);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('the stream is away'))],
    ['hangs', () => gates.pass()],
  ])('is not held up by a stream that %s', async (_, publish) => {
    const woken = sequencer({ publish });
    for (let times = 1; times <= 3; times += 1) {
      write(1);
      woken.wake();
      await settle();
    }
    expect(told).toEqual(['here 1', 'here 2', 'here 3']);
  });

  it('tells of an outage once, and of its end', async () => {
    const lines: string[] = [];
    const line = (level: string) => (_: object, message: string) => void lines.push(`${level}: ${message}`);
    const logger = { ...quietLog, info: line('info'), warn: line('warn') };
    const woken = sequencer({ logger });
    log.fail(3);
    for (let times = 0; times < 5; times += 1) {
      woken.wake();
      await settle();
    }
    expect(lines).toEqual(['warn: sequencing rows fails; it is tried again', 'info: sequencing rows works again']);
  });

  it('waits at its end for what is under way, and does no more', async () => {
    const woken = sequencer({ publish: () => gates.pass() });
    woken.start();
    write(1);
    woken.wake();
    await settle();
    let hasEnded = false;
    const ending = woken[Symbol.asyncDispose]().then(() => {
      hasEnded = true;
    });
    await settle();
    expect(hasEnded).toBe(false);
    gates.openAll();
    await ending;
    write(1);
    woken.wake();
    vi.advanceTimersByTime(10_000);
    await settle();
    expect(told).toEqual(['here 1']);
  });
});
