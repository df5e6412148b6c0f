import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Chore, Housekeeping } from '../../../src/shared/infrastructure/housekeeping/Housekeeping.ts';
import { recordingLog } from '../../support/log.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function choreThat(run: () => Promise<void>, everyMs = 1_000): Chore & { runs: number } {
  const chore = {
    name: 'sweeping',
    everyMs,
    runs: 0,
    run: () => {
      chore.runs += 1;
      return run();
    },
  };
  return chore;
}

describe('housekeeping', () => {
  it('does each chore at once and then at its own times, counted from the end of a run', async () => {
    const often = choreThat(() => new Promise((resolve) => setTimeout(resolve, 500)), 1_000);
    const seldom = choreThat(async () => {}, 10_000);
    const housekeeping = new Housekeeping({ chores: [often, seldom], logger: recordingLog() });
    expect([often.runs, seldom.runs]).toEqual([0, 0]);
    housekeeping.start();
    await vi.advanceTimersByTimeAsync(0);
    expect([often.runs, seldom.runs]).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(1_400);
    expect([often.runs, seldom.runs]).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(200);
    expect([often.runs, seldom.runs]).toEqual([2, 1]);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(seldom.runs).toBe(2);
    await Promise.all([housekeeping[Symbol.asyncDispose](), vi.advanceTimersByTimeAsync(500)]);
  });

  it('tries again what fails, tells of it once, and the others go on', async () => {
    let isBroken = true;
    const failing = choreThat(() => (isBroken ? Promise.reject(new Error('no broom')) : Promise.resolve()));
    const other = choreThat(async () => {});
    const logger = recordingLog();
    await using housekeeping = new Housekeeping({ chores: [failing, other], logger });
    housekeeping.start();
    await vi.advanceTimersByTimeAsync(3_000);
    expect([failing.runs, other.runs]).toEqual([4, 4]);
    isBroken = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(logger.lines.map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'sweeping fails; it is tried again'],
      ['info', 'sweeping works again'],
    ]);
  });

  it('ends when what is being done has ended, and does nothing more', async () => {
    let finish = (): void => {};
    const chore = choreThat(() => new Promise((resolve) => (finish = resolve)));
    const housekeeping = new Housekeeping({ chores: [chore], logger: recordingLog() });
    housekeeping.start();
    await vi.advanceTimersByTimeAsync(0);
    let hasEnded = false;
    const ending = housekeeping[Symbol.asyncDispose]().then(() => (hasEnded = true));
    await vi.advanceTimersByTimeAsync(0);
    expect(hasEnded).toBe(false);
    finish();
    await ending;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(chore.runs).toBe(1);
  });
});
