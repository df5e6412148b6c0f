import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEventCodecs } from '../../../src/composition/eventCodecs.ts';
import { Prisma } from '../../../src/generated/prisma/client.ts';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import {
  alone,
  type Delivered,
  type KeyRange,
  type Outcome,
  type QueuedEventHandler,
} from '../../../src/shared/application/EventHandler.ts';
import type { DueDelivery } from '../../../src/shared/application/EventPublisher.ts';
import { type QueuedRoute, queued } from '../../../src/shared/application/EventRoute.ts';
import { ConcurrencyError } from '../../../src/shared/infrastructure/database/ConcurrencyError.ts';
import type { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { DeliveryExecutor } from '../../../src/shared/infrastructure/events/DeliveryExecutor.ts';
import { meteredRoutes } from '../../../src/shared/infrastructure/events/meteredRoutes.ts';
import { blockedBackends } from '../../modules/notifications/rows.ts';
import { type EventMachinery, eventMachinery } from '../../support/eventMachinery.ts';
import { fastRetries, openEventPath } from '../../support/eventPath.ts';
import { eventually } from '../../support/eventually.ts';
import { recordingLog } from '../../support/log.ts';
import { spoilt } from '../../support/spoilt.ts';
import { claimAll, only, rowOf } from './deliveries.ts';
import { recordEvents } from './recordEvents.ts';

const handler = 'watched';
/** A handler is given up when nothing of its transaction is left: PostgreSQL ends one that does nothing for 5 s. */
const policy = { ...fastRetries, handlerMs: 6_000 };
type Handled = readonly Delivered<CardAddedToLibraryEvent>[];

let machinery: EventMachinery;
/** The event ids of each start, several or one. */
let starts: string[][] = [];
/** What a start does before its effect, which is that a curator is entered for each event. */
let before: (deliveries: Handled) => Promise<void>;
let pagesOf: (delivery: Handled[number]) => readonly KeyRange[];
/** Which events it gives back where it is given several. */
let isGivenBack: (eventId: string) => boolean;

const handling: QueuedEventHandler<CardAddedToLibraryEvent> = {
  handle: async (event, metadata, page) => {
    const delivery = { event, metadata, page };
    await run([delivery]);
    return pagesOf(delivery);
  },
  handleAll,
};
const routes: readonly QueuedRoute[] = [queued(CardAddedToLibraryEvent, handler, handling)];

async function handleAll(deliveries: Handled): Promise<readonly Outcome[]> {
  await run(deliveries, ({ metadata }) => !isGivenBack(metadata.eventId));
  return deliveries.map((delivery) => (isGivenBack(delivery.metadata.eventId) ? alone : pagesOf(delivery)));
}

async function run(deliveries: Handled, isDue: (delivery: Handled[number]) => boolean = () => true): Promise<void> {
  starts.push(deliveries.map(({ metadata }) => metadata.eventId));
  await before(deliveries);
  for (const { metadata } of deliveries.filter(isDue)) await machinery.enterCurator(`effect-${metadata.eventId}`);
}

beforeEach(async () => {
  starts = [];
  before = async () => {};
  pagesOf = () => [];
  isGivenBack = () => false;
  machinery = await eventMachinery(routes, policy);
});
afterEach(() => machinery[Symbol.asyncDispose]());

const raise = async (count: number): Promise<DueDelivery[]> => {
  const raised: DueDelivery[] = [];
  while (raised.length < count) raised.push(only(await machinery.raise()));
  return raised;
};
const executeAll = (deliveries: readonly DueDelivery[]) => machinery.executor.executeAll(handler, deliveries);
const row = (delivery: DueDelivery) => rowOf(machinery, delivery);
const idsOf = (deliveries: readonly DueDelivery[]): string[] => deliveries.map(({ eventId }) => eventId);
const effects = (): Promise<number> =>
  machinery.database.client.curator.count({ where: { id: { startsWith: 'did:plc:effect' } } });
const standing = async () => ({
  done: await machinery.database.client.eventDelivery.count({ where: { doneAt: { not: null } } }),
  inbox: await machinery.database.client.inboxEntry.count(),
  effects: await effects(),
});
const failing = (eventId: string) => async (deliveries: Handled) => {
  if (deliveries.some(({ metadata }) => metadata.eventId === eventId)) throw new Error('no luck');
};

describe('deliveries at hand together', () => {
  it('are done in one start of their handler', async () => {
    const deliveries = await raise(5);
    await executeAll(deliveries);
    expect(starts).toEqual([idsOf(deliveries)]);
    expect(await standing()).toEqual({ done: 5, inbox: 5, effects: 5 });
    expect(await row(only(deliveries))).toMatchObject({ attempts: 0, claimToken: null, deadAt: null });
  });

  it('are done together, or none of them: nobody sees a part', async () => {
    const deliveries = await raise(3);
    const [isHandling, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    before = async () => {
      isHandling.resolve();
      await goOn.promise;
    };
    const executing = executeAll(deliveries);
    await isHandling.promise;
    expect(await standing()).toEqual({ done: 0, inbox: 0, effects: 0 });
    goOn.resolve();
    await executing;
    expect(await standing()).toEqual({ done: 3, inbox: 3, effects: 3 });
  });

  it('are counted as the one run that they are, also one that fails', async () => {
    const runs: string[] = [];
    const metrics = {
      started: () => void runs.push('started'),
      ended: (_handler: string, { hasFailed }: { hasFailed: boolean }) =>
        void runs.push(hasFailed ? 'failed' : 'ended'),
      died: () => {},
    };
    await using counting = await openEventPath({
      databaseUrl: machinery.databaseUrl,
      routes: meteredRoutes(routes, metrics),
      policy,
    });
    await counting.executor.executeAll(handler, await raise(2));
    expect(runs.splice(0)).toEqual(['started', 'ended']);
    const deliveries = await raise(2);
    before = async (due) => {
      if (due.length > 1) throw new Error('not together');
    };
    await counting.executor.executeAll(handler, deliveries);
    expect(runs.toSorted()).toEqual(['ended', 'ended', 'failed', 'started', 'started', 'started']);
    expect(await standing()).toEqual({ done: 4, inbox: 4, effects: 4 });
  });

  it('are run alone after the others, where the handler gives them back', async () => {
    const deliveries = await raise(4);
    const [first, second, third, fourth] = idsOf(deliveries);
    isGivenBack = (eventId) => eventId === second || eventId === fourth;
    let standingBefore: Promise<object> | undefined;
    before = async (due) => {
      if (due.length === 1) await (standingBefore ??= standing());
    };
    await executeAll(deliveries);
    expect(starts[0]).toEqual([first, second, third, fourth]);
    expect(new Set(starts.slice(1).flat())).toEqual(new Set([second, fourth]));
    expect(await standingBefore).toEqual({ done: 2, inbox: 2, effects: 2 });
    expect(await standing()).toEqual({ done: 4, inbox: 4, effects: 4 });
    expect(await row(only(deliveries.slice(1)))).toMatchObject({ attempts: 0, deadAt: null });
  });

  it('are done nothing for, where the handler gives all of them back, until each is run alone', async () => {
    const deliveries = await raise(2);
    isGivenBack = () => true;
    await executeAll(deliveries);
    expect(starts).toHaveLength(3);
    expect(await standing()).toEqual({ done: 2, inbox: 2, effects: 2 });
  });

  it('are whole events, where the handler does pages alone', async () => {
    await machinery[Symbol.asyncDispose]();
    const route = queued(CardAddedToLibraryEvent, handler, { ...handling, handlesPagesAlone: true });
    machinery = await eventMachinery([route], policy);
    pagesOf = ({ page }) => (page ? [] : [{ after: null, upTo: 'm' }]);
    await executeAll(await raise(2));
    const deliveries = [...(await raise(2)), ...machinery.handedOver.splice(0)];
    const started: number[][] = [];
    before = async (due) => void started.push(due.map(({ page }) => (page ? 1 : 0)));
    await executeAll(deliveries);
    expect(started).toEqual([[0, 0], [1], [1]]);
  });

  it('each leave pages of their own', async () => {
    const deliveries = await raise(3);
    const ranges = [
      { after: 'a', upTo: 'b' },
      { after: 'b', upTo: null },
    ];
    pagesOf = ({ metadata, page }) => (page || metadata.eventId === deliveries[1]?.eventId ? [] : ranges);
    await executeAll(deliveries);
    const pages = machinery.handedOver.splice(0);
    expect(pages.map(({ eventId, page }) => [eventId, page])).toEqual(
      [deliveries[0], deliveries[2]].flatMap((delivery) => [1, 2].map((page) => [delivery?.eventId, page])),
    );
    const given: (KeyRange | undefined)[] = [];
    before = async (due) => void given.push(...due.map(({ page }) => page));
    await executeAll(pages);
    expect(given).toEqual([...ranges, ...ranges]);
    expect(await standing()).toMatchObject({ done: 7, inbox: 7 });
  });
});

describe('one of them that fails', () => {
  it('takes no effect and no attempt of the others with it', async () => {
    const deliveries = await raise(4);
    const [culprit, ...others] = deliveries;
    if (!culprit) throw new Error('four were raised');
    before = failing(culprit.eventId);
    await executeAll(deliveries);
    expect(await row(culprit)).toMatchObject({
      attempts: 1,
      doneAt: null,
      lastError: expect.stringContaining('no luck'),
    });
    for (const other of others) expect(await row(other)).toMatchObject({ attempts: 0, doneAt: expect.any(Date) });
    expect(await standing()).toEqual({ done: 3, inbox: 3, effects: 3 });
  });

  it('is in nobody’s company when it is started again, and ends as a dead letter', async () => {
    const [culprit, ...others] = await raise(3);
    if (!culprit) throw new Error('three were raised');
    before = failing(culprit.eventId);
    await executeAll([culprit]);
    for (let start = 2; start <= policy.maxStarts; start++) {
      starts = [];
      await executeAll(await claimAll(machinery));
      expect(starts).toContainEqual([culprit.eventId]);
      expect(starts.filter((ids) => ids.includes(culprit.eventId))).toHaveLength(1);
    }
    expect(await row(culprit)).toMatchObject({ attempts: policy.maxStarts, deadAt: expect.any(Date) });
    for (const other of others) expect(await row(other)).toMatchObject({ attempts: 1, doneAt: expect.any(Date) });
  });

  it('because it never ends is given up, and the others are done', async () => {
    const deliveries = await raise(3);
    const [culprit] = deliveries;
    before = (due) =>
      due.some(({ metadata }) => metadata.eventId === culprit?.eventId) ? new Promise(() => {}) : Promise.resolve();
    await executeAll(deliveries);
    expect(await standing()).toEqual({ done: 2, inbox: 2, effects: 2 });
    expect(culprit && (await row(culprit))).toMatchObject({
      attempts: 1,
      lastError: expect.stringContaining('took longer'),
    });
  }, 40_000);

  it('because a newer release wrote its event is put off, and the others are done at once', async () => {
    const deliveries = await raise(3);
    const [eventId = ''] = await recordEvents(machinery, { version: 99 });
    await machinery.database.client.eventDelivery.create({ data: { handler, eventId, availableAt: new Date() } });
    const unknown = { handler, eventId, page: 0, claimToken: null };
    await executeAll([unknown, ...deliveries]);
    expect(starts).toEqual([idsOf(deliveries)]);
    expect(await standing()).toEqual({ done: 3, inbox: 3, effects: 3 });
    expect(await row(unknown)).toMatchObject({
      attempts: 0,
      deadAt: null,
      lastError: expect.stringContaining('newer'),
    });
  });

  it('because it was taken away meanwhile has no effect, and the others are done', async () => {
    const deliveries = await raise(3);
    const [gone] = deliveries;
    before = async () => {
      await machinery.database.client.eventDelivery.deleteMany({ where: { eventId: gone?.eventId ?? '' } });
    };
    await executeAll(deliveries);
    expect(await standing()).toEqual({ done: 2, inbox: 2, effects: 2 });
  });
});

describe('a batch that lost a race', () => {
  it.each(['40001', '40P01', '23505'])('with %s runs again together', async (sqlState) => {
    const deliveries = await raise(3);
    before = async () => {
      if (starts.length > 1) return;
      const lost = `DO $$ BEGIN RAISE 'lost' USING ERRCODE = '${sqlState}'; END $$`;
      await machinery.database.transaction.client.$executeRaw(Prisma.raw(lost));
    };
    await executeAll(deliveries);
    expect(starts).toEqual([idsOf(deliveries), idsOf(deliveries)]);
    expect(await standing()).toEqual({ done: 3, inbox: 3, effects: 3 });
    expect(machinery.logger.lines).toEqual([]);
  });

  it('each time falls apart in the end, and each of it is done alone', async () => {
    const deliveries = await raise(2);
    before = async (due) => {
      if (due.length > 1) throw new ConcurrencyError('somebody was first');
    };
    await executeAll(deliveries);
    expect(starts.slice(-2).map(({ length }) => length)).toEqual([1, 1]);
    expect(await standing()).toEqual({ done: 2, inbox: 2, effects: 2 });
    expect(await row(only(deliveries))).toMatchObject({ attempts: 0 });
  });
});

describe('what a handler raises for several at once', () => {
  it('is refused, as it has no one cause: alone it has', async () => {
    const deliveries = await raise(2);
    before = async () => void (await machinery.raise());
    await executeAll(deliveries);
    expect(starts.map(({ length }) => length)).toEqual([2, 1, 1]);
    const message = expect.stringContaining('no one cause');
    expect(machinery.logger.lines).toMatchObject([{ fields: { err: { message } } }]);
    const raised = await machinery.database.client.domainEvent.findMany({ where: { causationId: { not: null } } });
    expect(new Set(raised.map(({ causationId }) => causationId))).toEqual(new Set(idsOf(deliveries)));
    expect(await standing()).toMatchObject({ effects: 2 });
  });
});

describe('starts', () => {
  it('of what comes late are recorded before the handler runs, and shared by those that never were started', async () => {
    const deliveries = await raise(3);
    const attempts: number[] = [];
    before = async () => {
      const rows = await Promise.all(deliveries.map(row));
      attempts.push(...rows.map((delivery) => delivery.attempts));
    };
    await executeAll(await claimAll(machinery));
    expect(starts.map((ids) => ids.toSorted())).toEqual([idsOf(deliveries).toSorted()]);
    expect(attempts).toEqual([1, 1, 1]);
    expect(await row(only(deliveries))).toMatchObject({ attempts: 1, doneAt: expect.any(Date), claimedUntil: null });
  });

  it('are refused while another is at it', async () => {
    const [busy, ...others] = await raise(3);
    const claimed = await claimAll(machinery);
    if (busy) await machinery.outbox.recordStart(busy, policy);
    await executeAll(claimed);
    expect(starts.flat().toSorted()).toEqual(idsOf(others).toSorted());
  });

  it('do not count while the database has no connection for them', async () => {
    const deliveries = await raise(3);
    const [claimed, ...unclaimed] = deliveries;
    const lost = new Prisma.PrismaClientKnownRequestError('no connection', { code: 'P2024', clientVersion: '' });
    const { database, outbox } = machinery;
    const executor = new DeliveryExecutor({
      database: spoilt<Database>(database, { inTransaction: () => Promise.reject(lost) }),
      outbox,
      codecs: createEventCodecs(),
      routeOf: () => routes[0],
      handOver: () => {},
      logger: recordingLog(),
    });
    const late = (await claimAll(machinery)).filter(({ eventId }) => eventId === claimed?.eventId);
    await executor.executeAll(handler, [...late, ...unclaimed]);
    for (const delivery of deliveries)
      expect(await row(delivery)).toMatchObject({ attempts: 0, claimToken: null, claimedUntil: null, doneAt: null });
  });
});

describe('a duplicate', () => {
  it('in a batch has one effect', async () => {
    const deliveries = await raise(2);
    await executeAll([...deliveries, ...deliveries]);
    expect(starts).toEqual([idsOf(deliveries)]);
    expect(await standing()).toEqual({ done: 2, inbox: 2, effects: 2 });
  });

  it('of what was done before is left out of a batch', async () => {
    const deliveries = await raise(4);
    await executeAll(deliveries.slice(0, 2));
    await executeAll(deliveries.slice(1));
    expect(starts.map(({ length }) => length)).toEqual([2, 2]);
    expect(await standing()).toEqual({ done: 4, inbox: 4, effects: 4 });
  });

  it('in the batch of another worker is waited for, in whatever order they come, never in a circle', async () => {
    await using other = await openEventPath({ databaseUrl: machinery.databaseUrl, routes, policy });
    const deliveries = await raise(20);
    const [isHandling, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    before = async () => {
      isHandling.resolve();
      await goOn.promise;
    };
    const one = executeAll(deliveries.slice(0, 15));
    await isHandling.promise;
    const two = other.executor.executeAll(handler, deliveries.slice(5).toReversed());
    await eventually(async () => (await blockedBackends(machinery.database)) === 1);
    goOn.resolve();
    await Promise.all([one, two]);
    expect(starts.map(({ length }) => length)).toEqual([15, 5]);
    expect(await standing()).toEqual({ done: 20, inbox: 20, effects: 20 });

    before = async () => {};
    for (let round = 0; round < 10; round++) {
      const more = await raise(10);
      await Promise.all([executeAll(more), other.executor.executeAll(handler, more.toReversed())]);
    }
    expect(await standing()).toEqual({ done: 120, inbox: 120, effects: 120 });
    expect([...machinery.logger.lines, ...other.logger.lines]).toEqual([]);
  });
});
