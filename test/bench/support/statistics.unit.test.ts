import { expect, it } from 'vitest';
import { medianOf } from './statistics.ts';

it('is the middle value, in whatever order they came', () => {
  expect(medianOf([9, 1, 5])).toBe(5);
  expect(medianOf([4])).toBe(4);
});

it('lies between the two in the middle of an even number', () => {
  expect(medianOf([10, 1, 2, 4])).toBe(3);
});

it('there is none of nothing', () => {
  expect(() => medianOf([])).toThrow(RangeError);
});
