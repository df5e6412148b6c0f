import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import type { DueDelivery } from '../../../src/shared/application/EventPublisher.ts';
import { preparing, queued } from '../../../src/shared/application/EventRoute.ts';
import { type HandlerStart, NotNowError } from '../../../src/shared/application/PreparedEventHandler.ts';
import { ConcurrencyError } from '../../../src/shared/infrastructure/database/ConcurrencyError.ts';
import { type EventMachinery, eventMachinery } from '../../support/eventMachinery.ts';
import { fastRetries, openEventPath } from '../../support/eventPath.ts';
import { eventually } from '../../support/eventually.ts';
import { claimAll, claimLate, makeLate, only, rowOf } from './deliveries.ts';
import { recordEvents } from './recordEvents.ts';

let machinery: EventMachinery;
/** What is asked outside, and what is done with the answer: each test says. */
let prepare: (start: HandlerStart) => Promise<string>;
let handle: (answer: string) => Promise<unknown>;
let asked: HandlerStart[];

const policy = { ...fastRetries, handlerMs: 1_000, prepareMs: 10_000 };

const routes = [
  preparing(CardAddedToLibraryEvent, 'watched', {
    prepare(_event, start) {
      asked.push(start);
      return prepare(start);
    },
    async handle(_event, _metadata, answer: string) {
      await handle(answer);
    },
  }),
];

beforeEach(async () => {
  asked = [];
  prepare = async () => 'effect';
  handle = (answer) => machinery.enterCurator(answer);
  machinery = await eventMachinery(routes, policy);
});
afterEach(() => machinery[Symbol.asyncDispose]());

const raise = async (): Promise<DueDelivery> => only(await machinery.raise());
const row = (delivery: DueDelivery) => rowOf(machinery, delivery);
const execute = (delivery: DueDelivery, restarted = false) => machinery.executor.execute(delivery, { restarted });
const effects = (): Promise<number> =>
  machinery.database.client.curator.count({ where: { id: { startsWith: 'did:plc:effect' } } });
const inboxRows = (): Promise<number> => machinery.database.client.inboxEntry.count();
const openTransactions = async (): Promise<number> => {
  const { client } = machinery.database;
  const rows = await client.$queryRaw<unknown[]>`
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`;
  return rows.length;
};
async function executeAllLate(): Promise<void> {
  for (const due of await claimAll(machinery)) await execute(due);
}

describe('a handler that prepares', () => {
  it('asks outside of any transaction, and has its effect in one with the mark that it is done', async () => {
    const seen: unknown[] = [];
    prepare = async () => {
      seen.push(machinery.database.isInTransaction, await openTransactions());
      return 'effect';
    };
    const delivery = await raise();
    await execute(delivery);
    expect(seen).toEqual([false, 0]);
    expect([await effects(), await inboxRows()]).toEqual([1, 1]);
    expect(await row(delivery)).toMatchObject({ attempts: 1, doneAt: expect.any(Date), claimedUntil: null });
  });

  it('does not ask again what was done', async () => {
    const delivery = await raise();
    await execute(delivery);
    await execute(delivery);
    await execute(delivery, true);
    await executeAllLate();
    expect(asked).toHaveLength(1);
    expect(await effects()).toBe(1);
  });

  it('is alone while it asks: neither another dispatch nor the relay starts it', async () => {
    const answer = Promise.withResolvers<string>();
    prepare = () => answer.promise;
    const delivery = await raise();
    const first = execute(delivery);
    await eventually(() => asked.length === 1);
    await execute(delivery);
    expect(await claimLate(machinery)).toEqual([]);
    answer.resolve('effect');
    await first;
    expect(asked).toHaveLength(1);
    expect(await row(delivery)).toMatchObject({ attempts: 1, doneAt: expect.any(Date) });
  });

  it('has no effect when it lost its turn while it asked', async () => {
    const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    prepare = () => answers[asked.length - 1]?.promise ?? Promise.reject(new Error('asked too often'));
    const delivery = await raise();
    const frozen = execute(delivery);
    await eventually(() => asked.length === 1);
    // As after its lease: another process starts it.
    const { databaseUrl } = machinery;
    await using other = await openEventPath({ databaseUrl, routes, policy });
    await makeLate(machinery);
    const second = other.executor.execute(only(await claimLate(machinery)));
    await eventually(() => asked.length === 2);
    answers[0]?.resolve('effect-of-the-frozen');
    await frozen;
    expect(await effects()).toBe(0);
    answers[1]?.resolve('effect');
    await second;
    expect(await effects()).toBe(1);
    expect(await row(delivery)).toMatchObject({ attempts: 2, doneAt: expect.any(Date) });
  });

  it('that cannot prepare has no effect, is counted and started again, and no alarm is raised', async () => {
    prepare = () => Promise.reject(new NotNowError('nobody answers'));
    const delivery = await raise();
    await execute(delivery);
    expect(await row(delivery)).toMatchObject({
      attempts: 1,
      doneAt: null,
      lastError: expect.stringContaining('nobody answers'),
    });
    expect(await inboxRows()).toBe(0);
    prepare = async () => 'effect';
    await executeAllLate();
    expect(await effects()).toBe(1);
    expect(machinery.logger.lines).toEqual([]);
  });

  it('is told which start is its last, and may do without then', async () => {
    prepare = ({ isLast }) => (isLast ? Promise.resolve('effect') : Promise.reject(new NotNowError('nobody answers')));
    const delivery = await raise();
    await execute(delivery);
    for (let start = 2; start <= policy.maxStarts; start += 1) await executeAllLate();
    expect(asked.map(({ isLast }) => isLast)).toEqual([false, false, true]);
    expect(await row(delivery)).toMatchObject({ attempts: policy.maxStarts, doneAt: expect.any(Date), deadAt: null });
  });

  it('that fails for other reasons is a dead letter in the end', async () => {
    prepare = () => Promise.reject(new TypeError('a bug'));
    const delivery = await raise();
    await execute(delivery);
    for (let start = 2; start <= policy.maxStarts; start += 1) await executeAllLate();
    expect(await row(delivery)).toMatchObject({
      deadAt: expect.any(Date),
      lastError: expect.stringContaining('a bug'),
    });
    expect(machinery.logger.lines.map(({ level }) => level)).toEqual(['warn', 'warn', 'warn', 'error']);
  });

  it('that hears nothing for too long is given up', async () => {
    const mute = { prepare: () => new Promise<string>(() => {}), handle: async () => {} };
    await using impatient = await eventMachinery([preparing(CardAddedToLibraryEvent, 'mute', mute)], {
      ...policy,
      prepareMs: 100,
    });
    const delivery = only(await impatient.raise());
    await impatient.executor.execute(delivery);
    expect(await rowOf(impatient, delivery)).toMatchObject({
      attempts: 1,
      lastError: expect.stringContaining('longer than 100 ms'),
    });
  });

  it('ends as a dead letter also if it takes its process with it each time', async () => {
    const delivery = await raise();
    for (let start = 1; start <= policy.maxStarts; start += 1) {
      await machinery.outbox.recordStart(delivery, policy);
      await makeLate(machinery);
    }
    await executeAllLate();
    expect(asked).toEqual([]);
    expect(await row(delivery)).toMatchObject({ attempts: policy.maxStarts, deadAt: expect.any(Date) });
  });

  it('does not ask again when it only lost a race', async () => {
    let tries = 0;
    handle = async (answer) => {
      tries += 1;
      if (tries === 1) throw new ConcurrencyError('somebody was first');
      await machinery.enterCurator(answer);
    };
    await execute(await raise());
    expect([asked.length, tries, await effects()]).toEqual([1, 2, 1]);
  });

  it('leaves an event of a newer release to that, and asks nobody', async () => {
    const [eventId = ''] = await recordEvents(machinery, { version: 99 });
    await machinery.database.client.eventDelivery.create({
      data: { handler: 'watched', eventId, availableAt: new Date() },
    });
    const delivery = { handler: 'watched', eventId, page: 0, claimToken: null };
    await execute(delivery);
    expect(asked).toEqual([]);
    expect(await row(delivery)).toMatchObject({ attempts: 0, doneAt: null, deadAt: null });
  });

  it('does not keep others waiting', async () => {
    const answer = Promise.withResolvers<string>();
    prepare = () => answer.promise;
    handle = async () => {};
    const deliveries: DueDelivery[] = [];
    for (let n = 0; n < 8; n += 1) deliveries.push(await raise());
    const distributed = machinery.registry.distribute(deliveries);
    // Nobody has had an answer yet.
    await eventually(() => asked.length === 8);
    answer.resolve('');
    await distributed;
    expect(await machinery.database.client.eventDelivery.count({ where: { doneAt: null } })).toBe(0);
  });

  it('waits apart when its process had ended: those of other handlers go on', async () => {
    const answer = Promise.withResolvers<string>();
    await using both = await eventMachinery([
      preparing(CardAddedToLibraryEvent, 'asking', { prepare: () => answer.promise, handle: async () => {} }),
      queued(CardAddedToLibraryEvent, 'quick', { handle: async () => [] }),
    ]);
    const [asking, quick] = await both.raise();
    if (!asking || !quick) throw new Error('both are due');
    const suspect = await suspected(both, asking);
    const asked = both.executor.execute(suspect);
    await both.executor.execute(quick);
    expect(await rowOf(both, quick)).toMatchObject({ doneAt: expect.any(Date) });
    answer.resolve('');
    await asked;
    expect(await rowOf(both, asking)).toMatchObject({ doneAt: expect.any(Date), attempts: 2 });
  });

  it('does not run beside what may end its process: that waits for it, and what comes later waits for that', async () => {
    const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const ends = Promise.withResolvers<[]>();
    const begun: string[] = [];
    await using both = await eventMachinery([
      preparing(CardAddedToLibraryEvent, 'asking', {
        prepare() {
          const answer = answers[begun.filter((name) => name === 'asking').length];
          begun.push('asking');
          return answer?.promise ?? Promise.reject(new Error('asked too often'));
        },
        handle: async () => {},
      }),
      queued(CardAddedToLibraryEvent, 'deadly', { handle: () => (begun.push('deadly'), ends.promise) }),
      queued(CardAddedToLibraryEvent, 'quick', { handle: async () => (begun.push('quick'), []) }),
    ]);
    const [asking, deadly, quick] = await both.raise();
    const [askingLater] = await both.raise();
    if (!asking || !deadly || !quick || !askingLater) throw new Error('all are due');
    const suspect = await suspected(both, deadly);

    const first = both.executor.execute(asking);
    await eventually(() => begun.length === 1);
    const alone = both.executor.execute(suspect);
    const later = both.executor.execute(askingLater);
    await both.executor.execute(quick);
    expect(begun).toEqual(['asking', 'quick']);
    answers[0]?.resolve('');
    await first;
    await eventually(() => begun.length === 3);
    expect(begun).toEqual(['asking', 'quick', 'deadly']);
    ends.resolve([]);
    await alone;
    answers[1]?.resolve('');
    await later;
    expect(begun).toEqual(['asking', 'quick', 'deadly', 'asking']);
  });
});

/** A process ended while it ran. */
async function suspected(machinery: EventMachinery, delivery: DueDelivery): Promise<DueDelivery> {
  await machinery.outbox.recordStart(delivery, policy);
  await machinery.database.client.eventDelivery.updateMany({
    where: { handler: delivery.handler, eventId: delivery.eventId },
    data: { availableAt: new Date(0), claimedUntil: new Date(0) },
  });
  const suspect = only(await claimLate(machinery));
  expect(suspect).toMatchObject({ handler: delivery.handler, isSuspect: true });
  return suspect;
}
