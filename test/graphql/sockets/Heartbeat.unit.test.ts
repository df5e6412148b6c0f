import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat } from '../../../src/graphql/sockets/Heartbeat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function member() {
  const beats: number[] = [];
  return { beats, beat: () => void beats.push(Date.now()) };
}

describe('a heartbeat', () => {
  it('calls each member every so often, whenever it joined', () => {
    using heartbeat = new Heartbeat(12_000);
    const members = Array.from({ length: 30 }, () => {
      const one = member();
      heartbeat.join(one);
      vi.advanceTimersByTime(700);
      return { ...one, joinedAt: Date.now() - 700 };
    });
    vi.advanceTimersByTime(60_000);
    for (const { beats, joinedAt } of members) {
      const pauses = beats.map((at, n) => at - (beats[n - 1] ?? joinedAt));
      expect(pauses[0]).toBeGreaterThanOrEqual(11_000);
      expect(pauses[0]).toBeLessThanOrEqual(12_000);
      expect(new Set(pauses.slice(1))).toEqual(new Set([12_000]));
    }
  });

  it('has one timer for all, and none for nobody', () => {
    using heartbeat = new Heartbeat(12_000);
    const joined = Array.from({ length: 5 }, () => heartbeat.join(member()));
    expect(vi.getTimerCount()).toBe(1);
    for (const leaving of joined) leaving[Symbol.dispose]();
    expect(vi.getTimerCount()).toBe(0);
    const late = member();
    heartbeat.join(late);
    vi.advanceTimersByTime(12_000);
    expect(late.beats).toHaveLength(1);
  });

  it('does not call who has left, also in the middle of a beat', () => {
    using heartbeat = new Heartbeat(12_000);
    const other = member();
    let leaving: Disposable | undefined;
    heartbeat.join({ beat: () => leaving?.[Symbol.dispose]() });
    leaving = heartbeat.join(other);
    vi.advanceTimersByTime(30_000);
    expect(other.beats).toEqual([]);
  });
});
