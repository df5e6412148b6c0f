import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PacedRefusals, type PacedRefusalsOptions } from '../../../src/graphql/limits/PacedRefusals.ts';

/** Refusals, and the names of those that were told. */
function refusals(options?: PacedRefusalsOptions) {
  const paced = new PacedRefusals(options);
  const told: string[] = [];
  const refuse = (subject: string, name: string, viewer?: string): void => {
    paced
      .turnOf(subject, viewer)
      .then((isInTurn) => told.push(isInTurn ? name : `${name}, at once`), expect.unreachable);
  };
  const crowd = (subject: string, size: number): void => {
    for (let number = 1; number <= size; number += 1) refuse(subject, `${subject} ${number}`);
  };
  return { paced, told, refuse, crowd };
}

describe('refusals', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are told at once, and to each subject one after the other', async () => {
    const { told, refuse, crowd } = refusals();
    crowd('many', 4);
    refuse('one', 'one');
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['many 1', 'one']);
    await vi.advanceTimersByTimeAsync(20);
    expect(told).toEqual(['many 1', 'one', 'many 2']);
    await vi.advanceTimersByTimeAsync(40);
    expect(told).toEqual(['many 1', 'one', 'many 2', 'many 3', 'many 4']);
  });

  it('are told each viewer of an address in turn', async () => {
    const { told, refuse, crowd } = refusals();
    crowd('many', 100);
    refuse('many', 'ada 1', 'ada');
    refuse('many', 'ada 2', 'ada');
    refuse('many', 'bob', 'bob');
    await vi.advanceTimersByTimeAsync(100);
    expect(told).toEqual(['many 1', 'many 2', 'ada 1', 'bob', 'many 3', 'ada 2']);
  });

  it('leave no timer and no memory behind, and begin at once again', async () => {
    const { told, refuse, crowd } = refusals();
    crowd('many', 2);
    await vi.advanceTimersByTimeAsync(40);
    expect(vi.getTimerCount()).toBe(0);
    refuse('many', 'later');
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['many 1', 'many 2', 'later']);
  });

  it('of a crowd are told several at a time: each is held for about as long, however large the crowd is', async () => {
    const { told, crowd } = refusals({ everyMs: 10, holdMs: 100, maxHeld: 500, maxHeldOfOne: 500 });
    crowd('many', 501);
    await vi.advanceTimersByTimeAsync(10);
    expect(told).toHaveLength(1 + 50);
    await vi.advanceTimersByTimeAsync(90);
    expect(told.length).toBeGreaterThan(300);
    await vi.advanceTimersByTimeAsync(400);
    expect(told).toHaveLength(501);
  });

  it('are told at once where too many are held', async () => {
    const { told, crowd, refuse } = refusals({ maxHeld: 3, maxHeldOfOne: 2, heldAnyway: 0 });
    crowd('many', 3);
    refuse('many', 'beyond');
    crowd('others', 3);
    await vi.advanceTimersByTimeAsync(0);
    expect(told.toSorted()).toEqual(['beyond, at once', 'many 1', 'others 1', 'others 3, at once']);
    await vi.advanceTimersByTimeAsync(20);
    refuse('many', 'held again');
    await vi.advanceTimersByTimeAsync(40);
    expect(told.slice(4).toSorted()).toEqual(['held again', 'many 2', 'many 3', 'others 2']);
  });

  it('of an address that has few are held, whatever others have', async () => {
    const { told, crowd, refuse } = refusals();
    crowd('hostile 1', 251);
    crowd('hostile 2', 251);
    refuse('hostile 1', 'beyond 1');
    refuse('hostile 2', 'beyond 2');
    for (let number = 1; number <= 5; number += 1) refuse('home', `ada ${number}`, 'ada');
    crowd('third', 22);
    await vi.advanceTimersByTimeAsync(0);
    const atOnce = ['beyond 1, at once', 'beyond 2, at once', 'third 22, at once'];
    expect(told.toSorted()).toEqual(['ada 1', ...atOnce, 'hostile 1 1', 'hostile 2 1', 'third 1'].toSorted());
    await vi.advanceTimersByTimeAsync(80);
    expect(told).toEqual(expect.arrayContaining(['ada 2', 'ada 3', 'ada 4', 'ada 5']));
  });

  it('of a viewer who has few are held, whatever others of the address have', async () => {
    const { told, crowd, refuse } = refusals();
    crowd('shared', 251);
    refuse('shared', 'beyond');
    for (let number = 1; number <= 21; number += 1) refuse('shared', `ada ${number}`, 'ada');
    await vi.advanceTimersByTimeAsync(0);
    expect(told.toSorted()).toEqual(['ada 21, at once', 'beyond, at once', 'shared 1']);
    await vi.advanceTimersByTimeAsync(20 * 40);
    expect(told.filter((name) => name.startsWith('ada'))).toHaveLength(21);
  });

  it('are all told in the end, and none is held after it', async () => {
    const { paced, told, crowd, refuse } = refusals();
    crowd('many', 3);
    crowd('others', 2);
    paced[Symbol.dispose]();
    refuse('many', 'after');
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toHaveLength(6);
    expect(vi.getTimerCount()).toBe(0);
  });
});
