import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FairTurns } from '../../../src/graphql/sockets/FairTurns.ts';

describe('work of several subjects', () => {
  it('is done a little in each turn of the event loop, each subject in turn', async () => {
    const turns = new FairTurns({ perTurn: 2, maxWaiting: 0 });
    const done: string[] = [];
    for (const [subject, name] of ['1', '2', '3', '4', '5'].map((n) => ['many', `many ${n}`] as const)) {
      turns.add(subject, () => done.push(name));
    }
    turns.add('one', () => done.push('one'));
    expect(done).toEqual([]);
    const afterEachTurn: string[][] = [];
    while (done.length < 6) {
      await nextTurn();
      afterEachTurn.push(done.slice(afterEachTurn.flat().length));
    }
    expect(afterEachTurn.filter((turn) => turn.length > 0)).toEqual([
      ['many 1', 'one'],
      ['many 2', 'many 3'],
      ['many 4', 'many 5'],
    ]);
  });

  it('is refused when too much of its subject waits, and of no other', async () => {
    const turns = new FairTurns({ perTurn: 10, maxWaiting: 2 });
    const done: string[] = [];
    const awaited = ['a', 'b', 'c'].map((name) => turns.add('here', () => done.push(name)));
    expect(awaited).toEqual([true, true, false]);
    expect(turns.add('there', () => done.push('there'))).toBe(true);
    await nextTurn();
    expect(done.toSorted()).toEqual(['a', 'b', 'there']);
    expect(turns.add('here', () => {})).toBe(true);
  });

  it('may bring more', async () => {
    const turns = new FairTurns({ perTurn: 10, maxWaiting: 1 });
    const done: string[] = [];
    turns.add('here', () => {
      done.push('first');
      turns.add('here', () => done.push('second'));
    });
    while (done.length < 2) await nextTurn();
    expect(done).toEqual(['first', 'second']);
  });
});
