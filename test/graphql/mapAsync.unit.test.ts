import { describe, expect, it } from 'vitest';
import { mapAsync } from '../../src/graphql/mapAsync.ts';
import { FakeLive } from './fakeLive.ts';

function source() {
  const live = new FakeLive<null, number>();
  return { live, values: live.subscribe(null, undefined) };
}

describe('a mapped source', () => {
  it('yields each value, changed', async () => {
    const { live, values } = source();
    const doubled = mapAsync(values, { value: (value) => value * 2 });
    live.emit(1);
    live.emit(2);
    expect(await doubled.next()).toEqual({ done: false, value: 2 });
    expect(await doubled.next()).toEqual({ done: false, value: 4 });
  });

  it('ends its source at once, also while a value is awaited', async () => {
    const { live, values } = source();
    const mapped = mapAsync(values, { value: (value) => value });
    const pending = mapped.next();
    await mapped.return(undefined);
    expect(live.open).toBe(0);
    expect(await pending).toEqual({ done: true, value: undefined });
  });

  it('ends its source when it fails, and may say it in other words', async () => {
    const { live, values } = source();
    const mapped = mapAsync(values, {
      value: (value) => value,
      failure: (error) => new Error('told', { cause: error }),
    });
    live.fail(new Error('inner'));
    await expect(mapped.next()).rejects.toThrow('told');
    expect(live.open).toBe(0);
  });

  it('tells whoever makes a value that nobody wants it any more', async () => {
    const { live, values } = source();
    const signals: AbortSignal[] = [];
    const mapped = mapAsync(values, {
      value: (_value, signal) => {
        signals.push(signal);
        return new Promise<never>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('given up')));
        });
      },
    });
    live.emit(1);
    const pending = mapped.next();
    await expect.poll(() => signals.length).toBe(1);
    await mapped.return(undefined);
    expect(await pending).toEqual({ done: true, value: undefined });
  });
});
