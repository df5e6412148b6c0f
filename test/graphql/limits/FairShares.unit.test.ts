import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { FairShares } from '../../../src/graphql/limits/FairShares.ts';
import { StalledError } from '../../../src/graphql/limits/StalledError.ts';

/** Work that ends when it is told to. */
function works(shares: FairShares) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const bring = (subject: string, name: string) =>
    shares.run(subject, async () => {
      begun.push(name);
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.set(name, resolve);
      await promise;
      return name;
    });
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await nextTurn();
  };
  return { begun, bring, end };
}

/** Waiting for 100 ms at most; with the limits by which something was refused. */
function oneAtATime() {
  const counted: string[] = [];
  const metrics = { refused: (limit: string) => void counted.push(limit) };
  return { shares: new FairShares({ atATime: 1, maxWaitMs: 100, metrics }), counted };
}

describe('work of several subjects', () => {
  it('begins at once while there is room, and then each subject in turn', async () => {
    const { begun, bring, end } = works(new FairShares({ atATime: 2 }));
    const all = ['1', '2', '3', '4', '5', '6'].map((n) => bring('many', n));
    all.push(bring('one', 'one'), bring('another', 'another'));
    await nextTurn();
    expect(begun).toEqual(['1', '2']);
    await end('2');
    expect(begun.at(-1)).toBe('one');
    await end('1');
    expect(begun.at(-1)).toBe('3');
    await end('one');
    expect(begun.at(-1)).toBe('another');
    for (const name of ['another', '3', '4', '5', '6']) await end(name);
    expect(await Promise.all(all)).toEqual(['1', '2', '3', '4', '5', '6', 'one', 'another']);
  });

  it('of one is a quarter at most while others are there, and all of it again when nobody has been for a second', async () => {
    let now = 0;
    const { begun, bring, end } = works(new FairShares({ atATime: 8, now: () => now }));
    const all = ['1', '2', '3'].map((n) => bring('many', n));
    all.push(bring('one', 'one'));
    all.push(...['4', '5', '6', '7', '8', '9'].map((n) => bring('many', n)));
    await nextTurn();
    // What was under way before is not stopped.
    expect(begun).toEqual(['1', '2', '3', 'one']);
    await end('one');
    await end('1');
    expect(begun).toEqual(['1', '2', '3', 'one']);
    await end('2');
    expect(begun).toEqual(['1', '2', '3', 'one', '4']);
    now = 1_000;
    await end('3');
    expect(begun).toEqual(['1', '2', '3', 'one', '4', '5', '6', '7', '8', '9']);
    for (const name of ['4', '5', '6', '7', '8', '9']) await end(name);
    await Promise.all(all);
  });

  it('waits up to a bound for each of them, and beyond that is refused and not done', async () => {
    const { begun, bring, end } = works(new FairShares({ atATime: 1, maxWaiting: 2 }));
    const all = ['1', '2', '3'].map((n) => bring('many', n));
    await expect(bring('many', '4')).rejects.toMatchObject({
      message: 'Too many operations of this address wait: try again in 1 s',
      extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1, http: { status: 429 } },
    });
    all.push(bring('one', 'one'));
    await end('1');
    all.push(bring('many', '5'));
    for (const name of ['2', 'one', '3', '5']) await end(name);
    expect(await Promise.all(all)).toEqual(['1', '2', '3', 'one', '5']);
    expect(begun).not.toContain('4');
  });

  it('is refused as by an outage, and not done, when nothing has ended while it waited; what comes later has its turn', async () => {
    vi.useFakeTimers();
    try {
      const { begun, bring, end } = works(new FairShares({ atATime: 1, maxWaitMs: 100 }));
      const first = bring('many', '1');
      const refused = bring('many', '2').catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(50);
      const third = bring('many', '3');
      await vi.advanceTimersByTimeAsync(50);
      expect(await refused).toBeInstanceOf(StalledError);
      await end('1');
      expect(begun).toEqual(['1', '3']);
      await end('3');
      expect(await Promise.all([first, third])).toEqual(['1', '3']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is refused, and not done, as too much where other work has ended meanwhile, and counted', async () => {
    vi.useFakeTimers();
    try {
      const { shares, counted } = oneAtATime();
      const done: number[] = [];
      const work = async (n: number): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        done.push(n);
      };
      const all = Promise.allSettled([1, 2, 3, 4, 5, 6].map((n) => shares.run('many', () => work(n))));
      await vi.advanceTimersByTimeAsync(150);
      const refusal = {
        status: 'rejected',
        reason: {
          message: 'Too many operations of this address wait: try again in 1 s',
          extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1, http: { status: 429 } },
        },
      };
      expect((await all).slice(4)).toMatchObject([refusal, refusal]);
      expect(done).toEqual([1, 2, 3, 4]);
      expect(counted).toEqual(['waiting_operations', 'waiting_operations']);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    ['what has ended only gave up after as long', [100, 100]],
    ['something has ended a moment after it began to wait, and nothing since', [15, 1_000]],
  ])('is refused as by an outage, and not counted, where %s', async (_, [firstMs, secondMs]) => {
    vi.useFakeTimers();
    try {
      const { shares, counted } = oneAtATime();
      const givingUpAfter = (ms: number | undefined) => () =>
        new Promise((_resolve, reject) => setTimeout(() => reject(new Error('no connection')), ms));
      const all = [givingUpAfter(firstMs), givingUpAfter(secondMs)].map((work) => shares.run('many', work));
      const others = Promise.allSettled(all);
      await vi.advanceTimersByTimeAsync(10);
      const done: string[] = [];
      const waiting = shares.run('many', () => done.push('it')).catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(100);
      expect(await waiting).toBeInstanceOf(StalledError);
      expect([done, counted]).toEqual([[], []]);
      await vi.advanceTimersByTimeAsync(1_000);
      await others;
    } finally {
      vi.useRealTimers();
    }
  });

  it('leaves its place when it fails, also at once', async () => {
    const shares = new FairShares({ atATime: 1 });
    const failing = shares.run('here', () => Promise.reject(new Error('late')));
    const thrown = shares.run('here', () => {
      throw new Error('at once');
    });
    const next = shares.run('here', () => 'done');
    await expect(failing).rejects.toThrow('late');
    await expect(thrown).rejects.toThrow('at once');
    expect(await next).toBe('done');
  });

  it('takes no more places than there are, whoever comes while one is handed on', async () => {
    const { begun, bring, end } = works(new FairShares({ atATime: 1 }));
    const first = bring('here', 'first');
    const second = bring('here', 'second');
    await end('first');
    const third = bring('there', 'third');
    await nextTurn();
    expect(begun).toEqual(['first', 'second']);
    await end('second');
    await end('third');
    expect(await Promise.all([first, second, third])).toEqual(['first', 'second', 'third']);
  });
});
