import { describe, expect, it } from 'vitest';
import { GatheringWait } from '../../../src/graphql/live/GatheringWait.ts';

/** After batches of so many changes each, which ended at 0, and took so long to tell. */
function after(together: readonly number[], tellingMs: number): GatheringWait {
  const wait = new GatheringWait();
  for (const changes of together) wait.told({ changes, cameMeanwhile: 0, tellingMs }, 0);
  return wait;
}

describe('a batch', () => {
  it('waits for nothing at first', () => {
    expect(new GatheringWait().msFor(1, 0)).toBe(0);
  });

  it('waits for nothing where changes come one at a time', () => {
    expect(after([1, 1], 60).msFor(1, 0)).toBe(0);
  });

  it('waits for nothing where there are few to tell', () => {
    expect(after([4, 4], 0.9).msFor(1, 0)).toBe(0);
  });

  it('waits as long as telling takes, since the first came', () => {
    const wait = after([4, 4], 8);
    expect([0, 3, 6, 8].map((nowMs) => wait.msFor(1, nowMs))).toEqual([8, 5, 2, 0]);
  });

  it('waits no longer than 50 ms, however long telling takes', () => {
    const wait = after([4, 4], 200);
    expect([100, 120, 150].map((nowMs) => wait.msFor(1, nowMs))).toEqual([50, 30, 0]);
  });

  it('waits for as many as came together, in a batch and while it was told', () => {
    const wait = new GatheringWait();
    wait.told({ changes: 1, cameMeanwhile: 3, tellingMs: 8 }, 0);
    expect([3, 4].map((due) => wait.msFor(due, 0))).toEqual([8, 0]);
  });

  it('waits after one that came alone, and not after two', () => {
    expect(after([4, 1], 8).msFor(1, 0)).toBe(8);
    expect(after([4, 1, 1], 8).msFor(1, 0)).toBe(0);
  });

  it('waits for nothing when the last one is a second ago', () => {
    const wait = after([4, 4], 8);
    expect([999, 1_000].map((nowMs) => wait.msFor(1, nowMs))).toEqual([8, 0]);
  });

  it('has a wait of its own', () => {
    const wait = after([4, 4], 8);
    wait.msFor(1, 0);
    wait.began();
    expect(wait.msFor(1, 100)).toBe(8);
  });
});
