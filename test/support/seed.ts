import { randomInt } from 'node:crypto';

/** The seed of a randomised test, printed so that the run can be repeated with SEED=… */
export function announceSeed(what: string): number {
  const seed = process.env.SEED ? Number(process.env.SEED) : randomInt(2 ** 31);
  console.info(`${what}: SEED=${seed}`);
  return seed;
}
