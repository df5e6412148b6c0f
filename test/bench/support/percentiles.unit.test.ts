import { expect, it } from 'vitest';
import { percentilesOf } from './percentiles.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

it('p50 and p99 are values that so many of the others do not exceed, in whatever order they came', () => {
  expect(percentilesOf(numbers(200).toReversed())).toEqual({ p50: 100, p99: 198, min: 1, max: 200 });
  expect(percentilesOf([3, 1, 2])).toEqual({ p50: 2, p99: 3, min: 1, max: 3 });
});

it('a value below zero is one like the others', () => {
  expect(percentilesOf([-2, 10, -30])).toEqual({ p50: -2, p99: 10, min: -30, max: 10 });
});

it('one value is all of them, and none is refused', () => {
  expect(percentilesOf([7])).toEqual({ p50: 7, p99: 7, min: 7, max: 7 });
  expect(() => percentilesOf([])).toThrow(RangeError);
});
