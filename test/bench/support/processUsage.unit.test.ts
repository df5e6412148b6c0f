import { expect, it } from 'vitest';
import { cpuSecondsIn } from './processUsage.ts';

it('adds user and system time, whatever the program is called', () => {
  const times = 'S 1 2 3 4 5 6 7 8 9 10 123 27 0 0 20 0 11 0 500 1000';
  expect(cpuSecondsIn(`77 (node) ${times}`)).toBe(1.5);
  expect(cpuSecondsIn(`77 (a) b (c) ${times}`)).toBe(1.5);
});

it('refuses what has no times', () => {
  expect(() => cpuSecondsIn('77 (node) S 1')).toThrow('no CPU times');
});
