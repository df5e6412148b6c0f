export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly min: number;
  readonly max: number;
}

/** By nearest rank: each is a value that was measured, none is interpolated. Throws RangeError without any. */
export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  return { p50: rank(sorted, 50), p99: rank(sorted, 99), min: rank(sorted, 0), max: rank(sorted, 100) };
}

function rank(sorted: readonly number[], percent: number): number {
  const value = sorted[Math.max(Math.ceil((percent / 100) * sorted.length), 1) - 1];
  if (value === undefined) throw new RangeError('nothing was measured');
  return value;
}
