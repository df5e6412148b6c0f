import { afterEach, beforeEach, expect, it } from 'vitest';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import { queued } from '../../../src/shared/application/EventRoute.ts';
import { readOutboxState } from '../../../src/shared/infrastructure/events/readOutboxState.ts';
import { type EventMachinery, eventMachinery } from '../../support/eventMachinery.ts';

let machinery: EventMachinery;

beforeEach(async () => {
  const nothing = { handle: async () => [] };
  machinery = await eventMachinery(['one', 'two'].map((name) => queued(CardAddedToLibraryEvent, name, nothing)));
});
afterEach(() => machinery[Symbol.asyncDispose]());

it('is empty without deliveries', async () => {
  expect(await readOutboxState(machinery.database)).toEqual({
    dead: new Map(),
    undone: 0,
    late: 0,
    oldestLateSeconds: 0,
  });
});

it('counts what is dead, undone and late, and how late, and nothing that is done', async () => {
  const { client } = machinery.database;
  const secondsAgo = (seconds: number): Date => new Date(Date.now() - seconds * 1_000);
  const [dead, done, late, later] = [
    await machinery.raise(),
    await machinery.raise(),
    await machinery.raise(),
    await machinery.raise(),
    await machinery.raise(),
  ].map(([delivery]) => ({ eventId: delivery?.eventId ?? '' }));
  await client.eventDelivery.updateMany({ where: { ...dead, handler: 'one' }, data: { deadAt: new Date() } });
  await client.eventDelivery.updateMany({ where: { ...done }, data: { doneAt: new Date(), availableAt: new Date(0) } });
  await client.eventDelivery.updateMany({ where: { ...late }, data: { availableAt: secondsAgo(10) } });
  await client.eventDelivery.updateMany({
    where: { ...later, handler: 'two' },
    data: { availableAt: secondsAgo(100) },
  });

  const state = await readOutboxState(machinery.database);

  expect(state).toMatchObject({ dead: new Map([['one', 1]]), undone: 7, late: 3 });
  expect(state.oldestLateSeconds).toBeGreaterThan(99);
  expect(state.oldestLateSeconds).toBeLessThan(160);
});
