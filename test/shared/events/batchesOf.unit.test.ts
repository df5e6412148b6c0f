import { describe, expect, it } from 'vitest';
import type { DueDelivery } from '../../../src/shared/application/EventPublisher.ts';
import { batchesOf } from '../../../src/shared/infrastructure/events/batchesOf.ts';
import { DeliveryBatches } from '../../../src/shared/infrastructure/events/DeliveryBatches.ts';
import { inTurns } from '../../../src/shared/infrastructure/events/inTurns.ts';

const due = (count: number, page = 0) =>
  Array.from({ length: count }, (_, n) => ({ handler: 'watched', eventId: `${page}-${n}`, page, claimToken: null }));
const sizes = (batches: readonly (readonly unknown[])[]): number[] => batches.map(({ length }) => length);
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('batches', () => {
  it('keep all deliveries, in their order', () => {
    const all = [...due(30), ...due(7, 2), ...due(60)];
    expect(batchesOf(all).flat()).toEqual(all);
    expect(batchesOf([])).toEqual([]);
  });

  it('hold fifty first pages, or five further ones, or some of both', () => {
    expect(sizes(batchesOf(due(101)))).toEqual([50, 50, 1]);
    expect(sizes(batchesOf(due(11, 1)))).toEqual([5, 5, 1]);
    expect(sizes(batchesOf([...due(40), ...due(2, 1)]))).toEqual([41, 1]);
  });
});

describe('gathering', () => {
  /** Executes when the test says so. */
  const gathered = () => {
    const begun: { size: number; end: PromiseWithResolvers<void> }[] = [];
    const batches = new DeliveryBatches((deliveries) => {
      const end = Promise.withResolvers<void>();
      begun.push({ size: deliveries.length, end });
      return end.promise;
    });
    const add = (count: number) => due(count).map((delivery) => batches.execute(delivery));
    return { begun, add };
  };

  it('begins with what comes in one turn, two batches at a time; the rest goes together after them', async () => {
    const { begun, add } = gathered();
    const first = add(3);
    await turn();
    const later = [...add(1)];
    await turn();
    later.push(...add(2));
    await turn();
    later.push(...add(2));
    await turn();
    expect(begun.map(({ size }) => size)).toEqual([3, 1]);
    begun[0]?.end.resolve();
    await Promise.all(first);
    await turn();
    expect(begun.map(({ size }) => size)).toEqual([3, 1, 4]);
    for (const { end } of begun) end.resolve();
    await Promise.all(later);
  });

  it('hands on what it got, whole: a suspect stays one', async () => {
    const given: DueDelivery[] = [
      ...due(1),
      ...due(2, 1).map((delivery) => ({ ...delivery, claimToken: 'claim', isSuspect: true })),
    ];
    const handedOn: DueDelivery[] = [];
    const batches = new DeliveryBatches(async (deliveries) => void handedOn.push(...deliveries));
    await Promise.all(given.map((delivery) => batches.execute(delivery)));
    expect(handedOn).toEqual(given);
  });

  it('goes on after a batch that fails, and tells those that were in it', async () => {
    const { begun, add } = gathered();
    const outcomes = Promise.allSettled(add(2));
    await turn();
    begun[0]?.end.reject(new Error('no outbox'));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = add(1);
    await turn();
    begun[1]?.end.resolve();
    await Promise.all(next);
  });
});

describe('turns', () => {
  it('are taken so many at a time, until all is done', async () => {
    const state = { now: 0, most: 0, done: 0 };
    await inTurns(due(9), 4, async () => {
      state.most = Math.max(state.most, (state.now += 1));
      await turn();
      state.now -= 1;
      state.done += 1;
    });
    expect(state).toEqual({ now: 0, most: 4, done: 9 });
  });

  it('end when one fails: those in progress are waited for, no others begin', async () => {
    const begun: number[] = [];
    const work = async (n: number): Promise<void> => {
      begun.push(n);
      await turn();
      if (n === 1) throw new Error('no luck');
    };
    await expect(inTurns([0, 1, 2, 3, 4, 5], 2, work)).rejects.toThrow('no luck');
    expect(begun).toEqual([0, 1, 2]);
  });
});
