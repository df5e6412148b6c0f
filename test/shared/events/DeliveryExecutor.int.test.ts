import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AddUrlToLibrary } from '../../../src/modules/cards/application/AddUrlToLibrary.ts';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import type { KeyRange } from '../../../src/shared/application/EventHandler.ts';
import type { DueDelivery } from '../../../src/shared/application/EventPublisher.ts';
import { queued } from '../../../src/shared/application/EventRoute.ts';
import { OutboxRelay } from '../../../src/shared/infrastructure/events/OutboxRelay.ts';
import { systemClock } from '../../../src/shared/infrastructure/system/systemClock.ts';
import { uuidGenerator } from '../../../src/shared/infrastructure/system/uuidGenerator.ts';
import { ada } from '../../support/cards.ts';
import { type EventMachinery, eventMachinery } from '../../support/eventMachinery.ts';
import { recordingLog } from '../../support/log.ts';

let machinery: EventMachinery;
/** What the handler does; each test says. Its effect is that a curator is entered. */
let handle: (page: KeyRange | undefined) => Promise<readonly KeyRange[]>;
let starts = 0;

beforeEach(async () => {
  starts = 0;
  handle = async () => [];
  machinery = await eventMachinery([
    queued(CardAddedToLibraryEvent, 'watched', {
      handle: (_event, _metadata, page) => {
        starts += 1;
        return handle(page);
      },
    }),
  ]);
});
afterEach(() => machinery[Symbol.asyncDispose]());

/** Raises an event, and gives the delivery that was handed over for it. */
async function raise(): Promise<DueDelivery> {
  const addUrl = new AddUrlToLibrary(machinery.cards, machinery.unitOfWork, systemClock, uuidGenerator);
  (await addUrl.execute({ curatorId: ada, url: `https://example.org/${uuidGenerator.next()}` })).unwrap();
  const [delivery] = machinery.handedOver.splice(0);
  if (!delivery) throw new Error('nothing was handed over');
  return delivery;
}

const row = ({ handler, eventId, page }: DueDelivery) =>
  machinery.database.client.eventDelivery.findUniqueOrThrow({
    where: { handler_eventId_page: { handler, eventId, page } },
  });
const effects = (): Promise<number> =>
  machinery.database.client.curator.count({ where: { id: { startsWith: 'did:plc:effect' } } });
const takeEffect = (name = 'effect') => machinery.enterCurator(name);
const claim = async (leaseMs = 60_000): Promise<DueDelivery[]> => {
  await machinery.database.client.eventDelivery.updateMany({
    where: { doneAt: null },
    data: { availableAt: new Date(0) },
  });
  return machinery.outbox.claimDue({ limit: 100, leaseMs, claimToken: uuidGenerator.next() });
};

describe('DeliveryExecutor', () => {
  it('commits the effect, the inbox row and done_at together', async () => {
    handle = async () => {
      await takeEffect();
      return [];
    };
    const delivery = await raise();
    await machinery.executor.execute(delivery);
    expect(await effects()).toBe(1);
    expect(await row(delivery)).toMatchObject({ attempts: 0, deadAt: null, doneAt: expect.any(Date) });
    expect(await machinery.database.client.inboxEntry.count()).toBe(1);
  });

  it('has no effect a second time', async () => {
    const delivery = await raise();
    await machinery.executor.execute(delivery);
    await machinery.executor.execute(delivery);
    await machinery.executor.execute({ ...delivery, claimToken: uuidGenerator.next() });
    await machinery.executor.execute(delivery, { restarted: true });
    expect(starts).toBe(1);
  });

  it('has one effect when several start at once', async () => {
    let number = 0;
    handle = async () => {
      await takeEffect(`effect${number++}`);
      return [];
    };
    const delivery = await raise();
    await Promise.all(Array.from({ length: 5 }, () => machinery.executor.execute(delivery)));
    expect(await effects()).toBe(1);
  });

  it('undoes a failed effect, counts the start and tries again later', async () => {
    handle = async () => {
      await takeEffect();
      throw new Error('no luck\0');
    };
    const delivery = await raise();
    await machinery.executor.execute(delivery);
    expect(await effects()).toBe(0);
    expect(await machinery.database.client.inboxEntry.count()).toBe(0);
    expect(await row(delivery)).toMatchObject({
      attempts: 1,
      doneAt: null,
      deadAt: null,
      lastError: expect.stringContaining('no luck'),
    });

    handle = async () => [];
    const [again] = await claim();
    if (again) await machinery.executor.execute(again);
    expect(await row(delivery)).toMatchObject({ attempts: 2, doneAt: expect.any(Date) });
  });

  it('is a dead letter after its last start, and is left alone', async () => {
    handle = () => Promise.reject(new Error('never'));
    const delivery = await raise();
    await machinery.executor.execute(delivery);
    for (let start = 2; start <= 3; start++) for (const due of await claim()) await machinery.executor.execute(due);
    expect(starts).toBe(3);
    expect(await row(delivery)).toMatchObject({ attempts: 3, doneAt: null, deadAt: expect.any(Date) });
    expect(await claim()).toEqual([]);
  });

  it('comes to an end with a handler that ends its process each time', async () => {
    const delivery = await raise();
    // Started under a claim, and never heard of again.
    for (let start = 1; start <= 3; start++) {
      for (const due of await claim()) expect(await machinery.outbox.recordStart(due, 0)).toBe(start);
    }
    for (const due of await claim()) await machinery.executor.execute(due);
    expect(starts).toBe(0);
    expect(await row(delivery)).toMatchObject({
      deadAt: expect.any(Date),
      lastError: 'the process ended while the handler ran',
    });
  });

  it('refuses a claim that was given to another since', async () => {
    const delivery = await raise();
    const [stale] = await claim();
    const [current] = await claim();
    if (stale) await machinery.executor.execute(stale);
    expect(starts).toBe(0);
    if (current) await machinery.executor.execute(current);
    expect(starts).toBe(1);
    expect(await row(delivery)).toMatchObject({ doneAt: expect.any(Date) });
  });

  it('claims what is late, each by one relay', async () => {
    for (let n = 0; n < 20; n++) await raise();
    await machinery.database.client.eventDelivery.updateMany({ data: { availableAt: new Date(0) } });
    const claims = await Promise.all(
      Array.from({ length: 4 }, () =>
        machinery.outbox.claimDue({ limit: 10, leaseMs: 60_000, claimToken: uuidGenerator.next() }),
      ),
    );
    const ids = claims.flat().map(({ eventId }) => eventId);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  it('splits work into pages, each done on its own', async () => {
    const ranges = [
      { after: 'a', upTo: 'b' },
      { after: 'b', upTo: null },
    ];
    const handled: (KeyRange | undefined)[] = [];
    handle = async (page) => {
      handled.push(page);
      return page ? [] : ranges;
    };
    const delivery = await raise();
    await machinery.executor.execute(delivery);
    const pages = machinery.handedOver.splice(0);
    expect(pages).toEqual([1, 2].map((page) => ({ ...delivery, page })));
    expect(await machinery.database.client.eventDelivery.count({ where: { doneAt: null } })).toBe(2);
    for (const page of pages) await machinery.executor.execute(page);
    expect(handled).toEqual([undefined, ...ranges]);
    expect(await machinery.database.client.eventDelivery.count({ where: { doneAt: null } })).toBe(0);
  });

  it('leaves an event of a newer release to it, without counting the start', async () => {
    const delivery = await raise();
    const eventId = uuidGenerator.next();
    await machinery.database.client.$executeRaw`
      INSERT INTO domain_events (id, type, version, aggregate_type, aggregate_id, correlation_id, payload, occurred_at)
      SELECT ${eventId}::uuid, 'CardPrinted', 1, 'Card', '1', ${eventId}::uuid, '{}', now()`;
    await machinery.database.client.eventDelivery.create({
      data: { handler: 'watched', eventId, page: 0, availableAt: new Date(0) },
    });
    for (const due of await claim()) if (due.eventId === eventId) await machinery.executor.execute(due);
    const parked = await row({ ...delivery, eventId });
    expect(parked).toMatchObject({
      attempts: 0,
      doneAt: null,
      deadAt: null,
      lastError: expect.stringContaining('newer'),
    });
    expect(parked.availableAt.getTime()).toBeGreaterThan(Date.now() + 20_000);
  });

  it('gives up an event of a newer release after a day', async () => {
    const eventId = uuidGenerator.next();
    await machinery.database.client.$executeRaw`
      INSERT INTO domain_events (id, type, version, aggregate_type, aggregate_id, correlation_id, payload, occurred_at)
      SELECT ${eventId}::uuid, 'CardPrinted', 1, 'Card', '1', ${eventId}::uuid, '{}', now() - interval '25 hours'`;
    await machinery.database.client.eventDelivery.create({
      data: { handler: 'watched', eventId, page: 0, availableAt: new Date(0) },
    });
    for (const due of await claim()) await machinery.executor.execute(due);
    expect(await row({ handler: 'watched', eventId, page: 0, claimToken: null })).toMatchObject({
      deadAt: expect.any(Date),
    });
  });
});

describe('OutboxRelay', () => {
  const relayTo = (distribute: (deliveries: readonly DueDelivery[]) => Promise<void>) =>
    new OutboxRelay({ outbox: machinery.outbox, distribute, ids: uuidGenerator, logger: recordingLog(), batch: 2 });
  const makeLate = () => machinery.database.client.eventDelivery.updateMany({ data: { availableAt: new Date(0) } });

  it('does not see what was just committed', async () => {
    await raise();
    const dispatched: DueDelivery[] = [];
    await relayTo(async (due) => void dispatched.push(...due)).poll();
    expect(dispatched).toEqual([]);
  });

  it('dispatches all that is late, in batches', async () => {
    for (let n = 0; n < 5; n++) await raise();
    await makeLate();
    const batches: number[] = [];
    await relayTo(async (due) => void batches.push(due.length)).poll();
    expect(batches).toEqual([2, 2, 1]);
  });

  it('counts no start when dispatching fails, and tries again soon', async () => {
    const delivery = await raise();
    await makeLate();
    await relayTo(() => Promise.reject(new Error('no Redis'))).poll();
    const released = await row(delivery);
    expect(released).toMatchObject({ attempts: 0, doneAt: null, claimedUntil: null });
    expect(released.availableAt.getTime()).toBeLessThan(Date.now() + 2_000);
  });

  it('survives a handover that fails', async () => {
    const relay = relayTo(() => Promise.reject(new Error('no Redis')));
    relay.handOver([await raise()]);
    await relay[Symbol.asyncDispose]();
  });
});
