import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { schedule } from '../../src/graphql/schedule.ts';

const clock = { now: () => new Date() };
const inMs = (ms: number) => new Date(Date.now() + ms);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('calls once when the time has come', () => {
  const calls = vi.fn<() => void>();
  schedule(clock, inMs(1_000), calls);
  vi.advanceTimersByTime(999);
  expect(calls).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(calls).toHaveBeenCalledOnce();
});

it('waits for longer than a timer can', () => {
  const calls = vi.fn<() => void>();
  const yearMs = 365 * 24 * 60 * 60 * 1_000;
  schedule(clock, inMs(yearMs), calls);
  vi.advanceTimersByTime(yearMs - 1);
  expect(calls).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2);
  expect(calls).toHaveBeenCalledOnce();
});

it('never calls after dispose', () => {
  const calls = vi.fn<() => void>();
  schedule(clock, inMs(1_000), calls)[Symbol.dispose]();
  vi.advanceTimersByTime(60_000);
  expect(calls).not.toHaveBeenCalled();
});
