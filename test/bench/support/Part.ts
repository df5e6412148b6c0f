import type { Bench } from './Bench.ts';

/** What was measured, by name. */
export type Figures = Readonly<Record<string, number>>;

/** Measurements by name, in their order: ours and the others in turn. */
export type Round = Readonly<Record<string, () => Promise<Figures>>>;

/** A group of measurements that share their preparation. */
export interface Part {
  /** As `--only` takes it. */
  readonly name: string;
  open(bench: Bench): Promise<OpenPart>;
}

interface OpenPart extends AsyncDisposable {
  /** @param round from 1 on */
  measurements(round: number): Round;
}

/** A part that has nothing to prepare. */
export const unprepared = (name: string, measurements: (bench: Bench) => Round): Part => ({
  name,
  open: async (bench) => ({ measurements: () => measurements(bench), [Symbol.asyncDispose]: async () => {} }),
});
