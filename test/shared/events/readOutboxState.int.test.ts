import { afterEach, beforeEach, expect, it } from 'vitest';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import { queued } from '../../../src/shared/application/EventRoute.ts';
import { readOutboxState } from '../../../src/shared/infrastructure/events/readOutboxState.ts';
import { type EventMachinery, eventMachinery } from '../../support/eventMachinery.ts';

const handlers = ['one', 'two'];
const nothingUndone = { undone: 0, late: 0, oldestLateSeconds: 0 };

let machinery: EventMachinery;

beforeEach(async () => {
  const nothing = { handle: async () => [] };
  machinery = await eventMachinery(handlers.map((name) => queued(CardAddedToLibraryEvent, name, nothing)));
});
afterEach(() => machinery[Symbol.asyncDispose]());

it('is empty without deliveries', async () => {
  expect(await readOutboxState(machinery.database, { handlers })).toEqual({
    dead: new Map(),
    release: nothingUndone,
    other: nothingUndone,
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

  const state = await readOutboxState(machinery.database, { handlers });

  expect(state).toMatchObject({ dead: new Map([['one', 1]]), release: { undone: 7, late: 3 }, other: nothingUndone });
  expect(state.release.oldestLateSeconds).toBeGreaterThan(99);
  expect(state.release.oldestLateSeconds).toBeLessThan(160);
});

it('counts dead letters of each handler up to the limit: many of one do not hide those of another', async () => {
  for (let n = 0; n < 4; n++) await machinery.raise();
  const { client } = machinery.database;
  await client.eventDelivery.updateMany({ where: { handler: 'one' }, data: { deadAt: new Date(0) } });
  const [two, gone] = await client.eventDelivery.findMany({ where: { handler: 'two' }, select: { eventId: true } });
  const deadAt = new Date();
  await client.eventDelivery.updateMany({ where: { handler: 'two', ...two }, data: { deadAt } });
  await client.eventDelivery.updateMany({ where: { handler: 'two', ...gone }, data: { handler: 'gone', deadAt } });
  const { dead } = await readOutboxState(machinery.database, { handlers, countedAtMost: 3 });
  expect(Object.fromEntries(dead)).toEqual({ gone: 1, one: 3, two: 1 });
});

it('tells what is left for handlers of other releases apart: it hides nothing, however much it is', async () => {
  for (let n = 0; n < 4; n++) await machinery.raise();
  await machinery.database.client.eventDelivery.updateMany({
    where: { handler: 'two' },
    data: { handler: 'gone', availableAt: new Date(0) },
  });
  const state = await readOutboxState(machinery.database, { handlers, countedAtMost: 3 });
  expect(state).toMatchObject({ release: { undone: 3, late: 0, oldestLateSeconds: 0 }, other: { undone: 3, late: 3 } });
  expect(state.other.oldestLateSeconds).toBeGreaterThan(1_000_000);
});
