import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEventCodecs } from '../../../src/composition/eventCodecs.ts';
import { Prisma } from '../../../src/generated/prisma/client.ts';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import type { KeyRange } from '../../../src/shared/application/EventHandler.ts';
import type { DueDelivery } from '../../../src/shared/application/EventPublisher.ts';
import { queued } from '../../../src/shared/application/EventRoute.ts';
import type { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { DeliveryExecutor } from '../../../src/shared/infrastructure/events/DeliveryExecutor.ts';
import { uuidGenerator } from '../../../src/shared/infrastructure/system/uuidGenerator.ts';
import { type EventMachinery, eventMachinery } from '../../support/eventMachinery.ts';
import { fastRetries } from '../../support/eventPath.ts';
import { eventually } from '../../support/eventually.ts';
import { recordingLog } from '../../support/log.ts';
import { spoilt } from '../../support/spoilt.ts';
import { claimAll, only, rowOf } from './deliveries.ts';

let machinery: EventMachinery;
/** What the handler does; each test says. Its effect is that a curator is entered. */
let handle: (page: KeyRange | undefined) => Promise<readonly KeyRange[]>;
let starts = 0;

const { maxStarts } = fastRetries;

beforeEach(async () => {
  starts = 0;
  handle = async () => [];
  machinery = await eventMachinery(
    [
      queued(CardAddedToLibraryEvent, 'watched', {
        handle: (_event, _metadata, page) => {
          starts += 1;
          return handle(page);
        },
      }),
    ],
    { ...fastRetries, handlerMs: 1_000 },
  );
});
afterEach(() => machinery[Symbol.asyncDispose]());

const raise = async (): Promise<DueDelivery> => only(await machinery.raise());
const row = (delivery: DueDelivery) => rowOf(machinery, delivery);
const claim = () => claimAll(machinery);
const execute = (delivery: DueDelivery, restarted = false) => machinery.executor.execute(delivery, { restarted });
const takeEffect = (name = 'effect') => machinery.enterCurator(name);
const effects = (): Promise<number> =>
  machinery.database.client.curator.count({ where: { id: { startsWith: 'did:plc:effect' } } });
const inboxRows = (): Promise<number> => machinery.database.client.inboxEntry.count();

describe('a queued handler', () => {
  it('has its effect, inbox row and done_at committed together', async () => {
    handle = async () => {
      await takeEffect();
      return [];
    };
    const delivery = await raise();
    await execute(delivery);
    expect(await effects()).toBe(1);
    expect(await row(delivery)).toMatchObject({ attempts: 0, deadAt: null, doneAt: expect.any(Date) });
    expect(await inboxRows()).toBe(1);
  });

  it('has no effect a second time, whoever asks', async () => {
    const delivery = await raise();
    await execute(delivery);
    await execute(delivery);
    await execute({ ...delivery, claimToken: uuidGenerator.next() });
    await execute(delivery, true);
    expect(starts).toBe(1);
  });

  it('has one effect when several start at once', async () => {
    let number = 0;
    handle = async () => {
      await takeEffect(`effect${number++}`);
      return [];
    };
    const delivery = await raise();
    await Promise.all(Array.from({ length: 5 }, () => execute(delivery)));
    expect(await effects()).toBe(1);
  });

  it('that fails is undone, counted and tried again later', async () => {
    handle = async () => {
      await takeEffect();
      throw new Error('no luck\0');
    };
    const delivery = await raise();
    await execute(delivery);
    expect([await effects(), await inboxRows()]).toEqual([0, 0]);
    expect(await row(delivery)).toMatchObject({
      attempts: 1,
      doneAt: null,
      deadAt: null,
      lastError: expect.stringContaining('no luck'),
    });

    handle = async () => [];
    for (const due of await claim()) await execute(due);
    expect(await row(delivery)).toMatchObject({ attempts: 2, doneAt: expect.any(Date) });
  });

  it('that never ends is given up, and what it wrote is undone', async () => {
    handle = async () => {
      await takeEffect();
      return new Promise(() => {});
    };
    const delivery = await raise();
    await execute(delivery);
    expect(await effects()).toBe(0);
    expect(await row(delivery)).toMatchObject({
      attempts: 1,
      doneAt: null,
      lastError: expect.stringContaining('took longer than 1000 ms'),
    });
  });

  it('is a dead letter after its last start, is left alone, and an alert is logged', async () => {
    handle = () => Promise.reject(new Error('never'));
    const delivery = await raise();
    await execute(delivery);
    for (let start = 2; start <= maxStarts; start++) for (const due of await claim()) await execute(due);
    expect(starts).toBe(maxStarts);
    expect(await row(delivery)).toMatchObject({ attempts: maxStarts, doneAt: null, deadAt: expect.any(Date) });
    expect(machinery.logger.lines.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        message: 'a delivery is a dead letter now',
        fields: { handler: 'watched', eventId: delivery.eventId, page: 0, attempts: maxStarts },
      },
    ]);
    expect(await claim()).toEqual([]);
    // Also by a job that was still waiting somewhere.
    await execute(delivery);
    await execute(delivery, true);
    expect(starts).toBe(maxStarts);
  });
});

describe('starts', () => {
  it('come to an end with a handler that ends its process each time', async () => {
    const delivery = await raise();
    for (let start = 1; start <= maxStarts; start++) {
      await claim();
      expect(await machinery.outbox.recordStart(delivery, fastRetries)).toMatchObject({ kind: 'started' });
    }
    for (const due of await claim()) await execute(due);
    expect(starts).toBe(0);
    expect(await row(delivery)).toMatchObject({
      attempts: maxStarts,
      deadAt: expect.any(Date),
      lastError: 'the process ended while the handler ran',
    });
  });

  it('count the first one too, which is not recorded, when its process ended; the next is left to the relay', async () => {
    const delivery = await raise();
    await execute(delivery, true);
    expect(starts).toBe(0);
    expect(await row(delivery)).toMatchObject({
      attempts: 1,
      doneAt: null,
      lastError: 'the process ended while the handler ran',
    });
    for (const due of await claim()) await execute(due);
    expect(await row(delivery)).toMatchObject({ attempts: 2, doneAt: expect.any(Date) });
  });

  it('that ended together are not taken up together again', async () => {
    const { outbox, database } = machinery;
    const policy = { ...fastRetries, leaseMs: 0, firstBackoffMs: 60_000, maxBackoffMs: 60_000 };
    const deliveries = await Promise.all(Array.from({ length: 8 }, () => raise()));
    for (const delivery of deliveries) await outbox.recordStart(delivery, policy);
    const taken = await database.client.eventDelivery.findMany({ select: { availableAt: true } });
    expect(new Set(taken.map(({ availableAt }) => Math.round(availableAt.getTime() / 100))).size).toBeGreaterThan(4);
    for (const delivery of deliveries) await outbox.recordCrash(delivery, policy);
    const crashed = await database.client.eventDelivery.findMany({ select: { availableAt: true, attempts: true } });
    expect(new Set(crashed.map(({ availableAt }) => Math.round(availableAt.getTime() / 100))).size).toBeGreaterThan(4);
    expect(crashed.every(({ attempts }) => attempts === 1)).toBe(true);
  });

  it('do not count while the database has no connection for them', async () => {
    const delivery = await raise();
    const exhausted = new Prisma.PrismaClientKnownRequestError('no connection', {
      code: 'P2024',
      clientVersion: '',
    });
    const executor = new DeliveryExecutor({
      database: spoilt<Database>(machinery.database, { inTransaction: () => Promise.reject(exhausted) }),
      outbox: machinery.outbox,
      codecs: createEventCodecs(),
      routeOf: () => undefined,
      handOver: () => {},
      logger: recordingLog(),
    });
    for (let again = 0; again < maxStarts * 4; again++) {
      await executor.execute(delivery);
      for (const due of await claim()) await executor.execute(due);
    }
    expect(await row(delivery)).toMatchObject({ attempts: 0, deadAt: null, doneAt: null, claimToken: null });
    await execute(delivery);
    expect(await row(delivery)).toMatchObject({ doneAt: expect.any(Date) });
  });

  it('are refused while another is at it, and allowed when its time is over', async () => {
    const delivery = await raise();
    const [due] = await claim();
    await machinery.outbox.recordStart(delivery, fastRetries);
    if (due) await execute(due);
    await execute(delivery, true);
    expect(starts).toBe(0);
    for (const again of await claim()) await execute(again);
    expect(starts).toBe(1);
  });

  it('are allowed to a job that waited while the relay claimed its delivery again', async () => {
    const delivery = await raise();
    const [waiting] = await claim();
    const [claimedAgain] = await claim();
    if (waiting) await execute(waiting);
    expect(starts).toBe(1);
    if (claimedAgain) await execute(claimedAgain);
    expect(starts).toBe(1);
    expect(await row(delivery)).toMatchObject({ attempts: 1, doneAt: expect.any(Date) });
  });

  it('of a process that was frozen meanwhile come to nothing', async () => {
    const delivery = await raise();
    const frozen = await machinery.outbox.recordStart(delivery, { ...fastRetries, leaseMs: 0 });
    const current = await machinery.outbox.recordStart(delivery, fastRetries);
    if (frozen.kind !== 'started' || current.kind !== 'started') throw new Error('both were started');
    const fence = (start: { token: string | null }) =>
      machinery.database.inTransaction(async () => (await machinery.outbox.fence(delivery, start)) !== undefined);

    expect(await fence(frozen)).toBe(false);
    expect(await machinery.outbox.recordFailure(delivery, frozen, 'late', fastRetries)).toBeUndefined();
    expect(await machinery.outbox.recordFailure(delivery, { token: null }, 'late', fastRetries)).toBeUndefined();
    expect(await row(delivery)).toMatchObject({ attempts: 2, claimToken: current.token, lastError: null });
    expect(await inboxRows()).toBe(0);
    expect(await fence(current)).toBe(true);
  });
});

describe('what ended together with a process', () => {
  const suspicion = async (): Promise<readonly (boolean | undefined)[]> =>
    (await claim()).map(({ isSuspect }) => isSuspect);

  it('is under suspicion, whether or not its start was recorded, until a start has come to an end', async () => {
    const delivery = await raise();
    expect(await suspicion()).toEqual([false]);
    await execute(delivery, true);
    expect(await suspicion()).toEqual([true]);
    await machinery.outbox.recordStart(delivery, fastRetries);
    expect(await suspicion()).toEqual([true]);
    handle = () => Promise.reject(new Error('its own fault'));
    for (const due of await claim()) await execute(due);
    expect(await row(delivery)).toMatchObject({ attempts: maxStarts, deadAt: expect.any(Date) });
  });

  it('stays under suspicion when the database had no connection for its handler', async () => {
    const delivery = await raise();
    await execute(delivery, true);
    for (const due of await claim()) {
      const start = await machinery.outbox.recordStart(due, fastRetries);
      if (start.kind === 'started') await machinery.outbox.undoStart(due, start, 0);
    }
    expect(await row(delivery)).toMatchObject({ attempts: 1 });
    expect(await suspicion()).toEqual([true]);
  });

  it('is started again alone in its process', async () => {
    const [first, suspect, last] = [await raise(), await raise(), await raise()];
    await execute(suspect, true);
    const due = (await claim()).find(({ isSuspect }) => isSuspect);
    if (!due) throw new Error('it was noted');

    const handlers: PromiseWithResolvers<readonly KeyRange[]>[] = [];
    handle = () => {
      const handler = Promise.withResolvers<readonly KeyRange[]>();
      handlers.push(handler);
      return handler.promise;
    };
    const executed = [execute(first), execute(due)];
    for (const [index, delivery] of [first, suspect, last].entries()) {
      await eventually(() => handlers.length > index);
      expect(starts).toBe(index + 1);
      // Who comes while it runs waits for it.
      if (delivery === suspect) executed.push(execute(last));
      handlers[index]?.resolve([]);
      await executed[index];
      expect(await row(delivery)).toMatchObject({ doneAt: expect.any(Date) });
    }
  });
});

describe('pages', () => {
  const ranges = [
    { after: 'a', upTo: 'b' },
    { after: 'b', upTo: null },
  ];

  it('are each done on their own', async () => {
    const handled: (KeyRange | undefined)[] = [];
    handle = async (page) => {
      handled.push(page);
      return page ? [] : ranges;
    };
    const delivery = await raise();
    await execute(delivery);
    const pages = machinery.handedOver.splice(0);
    expect(pages).toEqual([1, 2].map((page) => ({ ...delivery, page })));
    expect(await machinery.database.client.eventDelivery.count({ where: { doneAt: null } })).toBe(2);
    for (const page of pages) await execute(page);
    expect(handled).toEqual([undefined, ...ranges]);
    expect(await machinery.database.client.eventDelivery.count({ where: { doneAt: null } })).toBe(0);
  });

  it('leave further ones in their turn, also at the same time', async () => {
    const [handled, bothBegan] = [new Set<string | null>(), Promise.withResolvers<void>()];
    handle = async (page) => {
      if (!page) return ranges;
      if (handled.add(page.after).size === ranges.length) bothBegan.resolve();
      await bothBegan.promise;
      const isDivided = page.after === 'a' || page.after === 'b';
      return isDivided ? ['1', '2'].map((part) => ({ after: `${page.after}${part}`, upTo: null })) : [];
    };
    await execute(await raise());
    await Promise.all(machinery.handedOver.splice(0).map((page) => execute(page)));
    const further = machinery.handedOver.splice(0);
    expect(further).toHaveLength(4);
    expect(new Set(further.map(({ page }) => page))).toEqual(new Set([3, 4, 5, 6]));
    for (const page of further) await execute(page);
    expect(handled).toEqual(new Set(['a', 'b', 'a1', 'a2', 'b1', 'b2']));
    expect(await machinery.database.client.eventDelivery.count({ where: { doneAt: null } })).toBe(0);
  });

  it('that are taken away while they are handled have no effect', async () => {
    handle = async (page) => {
      if (!page) return ranges;
      await takeEffect();
      // On another connection: a replay makes the pages anew.
      await machinery.database.client.eventDelivery.deleteMany({ where: { page: 1 } });
      return [];
    };
    const delivery = await raise();
    await execute(delivery);
    await execute({ ...delivery, page: 1 });
    expect(await effects()).toBe(0);
    expect(await machinery.database.client.inboxEntry.count({ where: { page: 1 } })).toBe(0);
  });

  it('that are gone leave nothing behind when a late job comes for them', async () => {
    await execute({ handler: 'watched', eventId: uuidGenerator.next(), page: 3, claimToken: null });
    expect([starts, await inboxRows()]).toEqual([0, 0]);
  });
});
