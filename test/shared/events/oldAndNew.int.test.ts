import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createEventCodecs, eventCodecs } from '../../../src/composition/eventCodecs.ts';
import { CardAddedToLibraryEvent, CardRemovedFromLibraryEvent } from '../../../src/modules/cards/index.ts';
import type { EventCodec } from '../../../src/shared/application/EventCodec.ts';
import { queued } from '../../../src/shared/application/EventRoute.ts';
import type { EventClass } from '../../../src/shared/domain/events/IDomainEvent.ts';
import { BullMQEventPublisher } from '../../../src/shared/infrastructure/events/BullMQEventPublisher.ts';
import { BullMQEventWorker } from '../../../src/shared/infrastructure/events/BullMQEventWorker.ts';
import { DeliveryBackfill } from '../../../src/shared/infrastructure/events/DeliveryBackfill.ts';
import { EventCodecs } from '../../../src/shared/infrastructure/events/EventCodecs.ts';
import { HandlerCatalog } from '../../../src/shared/infrastructure/events/HandlerCatalog.ts';
import { OutboxRelay } from '../../../src/shared/infrastructure/events/OutboxRelay.ts';
import type { RetryPolicy } from '../../../src/shared/infrastructure/events/RetryPolicy.ts';
import { uuidGenerator } from '../../../src/shared/infrastructure/system/uuidGenerator.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type EventPath, fastRetries, openEventPath } from '../../support/eventPath.ts';
import { eventually } from '../../support/eventually.ts';
import { recordingLog } from '../../support/log.ts';
import { type TestRedis, testRedis } from '../../support/redis.ts';
import { claimAll, countOf, only, rowOf } from './deliveries.ts';

let opened: AsyncDisposableStack;
let database: TestDatabase;
let handledBy: string[];

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  database = opened.use(await createTestDatabase());
  handledBy = [];
});
afterEach(() => opened.disposeAsync());

/** A release: what it has handlers for, and the events that it knows. */
async function release(
  name: string,
  handlers: readonly string[],
  {
    codecs = createEventCodecs(),
    hearsOf = CardAddedToLibraryEvent,
    policy,
  }: { codecs?: EventCodecs; hearsOf?: EventClass; policy?: RetryPolicy } = {},
): Promise<EventPath> {
  const routes = handlers.map((handler) =>
    queued(hearsOf, handler, {
      handle: async () => {
        handledBy.push(`${name} ${handler}`);
        return [];
      },
    }),
  );
  const path = opened.use(await openEventPath({ databaseUrl: database.url, routes, codecs, policy }));
  await new HandlerCatalog(path.database).register(path.registry.queuedHandlers);
  return path;
}

const withoutAdded = (): readonly EventCodec[] => eventCodecs.filter(({ type }) => type !== 'CardAddedToLibrary');
const added = (): EventCodec => {
  const codec = eventCodecs.find(({ type }) => type === 'CardAddedToLibrary');
  if (!codec) throw new Error('it is one of them');
  return codec;
};
/** As the next release might write it. */
const addedInVersion2 = (): EventCodec => ({
  ...added(),
  version: 2,
  encode: (event) => ({ wrapped: added().encode(event) }),
  decode: (payload, version, at) =>
    added().decode(version === 2 ? z.object({ wrapped: z.unknown() }).parse(payload).wrapped : payload, 1, at),
});

const doAll = async (path: EventPath): Promise<void> => {
  for (const due of await claimAll(path)) await path.executor.execute(due);
};

describe.each([
  { what: 'a newer version of an event', old: {} },
  {
    what: 'an event that it does not know',
    old: { codecs: new EventCodecs(withoutAdded()), hearsOf: CardRemovedFromLibraryEvent },
  },
])('an old worker that meets $what', ({ old }) => {
  it('leaves it for half a minute without counting, and a newer one takes it', async () => {
    const before = await release('old', ['watched'], old);
    const after = await release('new', ['watched'], {
      codecs: new EventCodecs([...withoutAdded(), addedInVersion2()]),
    });
    const delivery = only(await after.raise());

    await before.executor.execute(delivery);
    await doAll(before);
    expect(handledBy).toEqual([]);
    const parked = await rowOf(after, delivery);
    expect(parked).toMatchObject({ attempts: 0, doneAt: null, deadAt: null, claimToken: null });
    expect(parked.lastError).toContain('newer than this release');
    expect(parked.availableAt.getTime()).toBeGreaterThan(Date.now() + 20_000);

    await doAll(after);
    expect(handledBy).toEqual(['new watched']);
    expect(await rowOf(after, delivery)).toMatchObject({ attempts: 1, doneAt: expect.any(Date) });
  });

  it('gives it up after a day', async () => {
    const before = await release('old', ['watched'], old);
    const eventId = uuidGenerator.next();
    await before.database.client.$executeRaw`
      INSERT INTO domain_events (id, type, version, aggregate_type, aggregate_id, correlation_id, payload, occurred_at)
      SELECT ${eventId}::uuid, 'CardAddedToLibrary', 2, 'Card', '1', ${eventId}::uuid, '{}', now() - interval '25 hours'`;
    const delivery = { handler: 'watched', eventId, page: 0 };
    await before.database.client.eventDelivery.create({ data: { ...delivery, availableAt: new Date(0) } });
    await doAll(before);
    expect(await rowOf(before, delivery)).toMatchObject({ attempts: 0, deadAt: expect.any(Date) });
    expect(before.logger.lines.map(({ message }) => message)).toContain('a delivery is a dead letter now');
  });
});

describe('old and new workers on one queue', () => {
  it('come to an end with events that only the new ones know', async () => {
    const redis: TestRedis = opened.use(testRedis());
    const policy = { ...fastRetries, unknownEventDelayMs: 20 };
    const before = await release('old', ['watched'], { policy });
    const codecs = new EventCodecs([...withoutAdded(), addedInVersion2()]);
    const after = await release('new', ['watched'], { codecs, policy });
    const options = { redisUrl: redis.url, prefix: redis.prefix, logger: recordingLog() };
    const publisher = opened.use(await BullMQEventPublisher.connect(options));
    for (const { executor } of [before, after]) {
      opened.use(new BullMQEventWorker({ ...options, executor, handlers: ['watched'], concurrency: 1 }));
    }
    for (const { outbox } of [before, after]) {
      const relay = new OutboxRelay({
        outbox,
        handlers: ['watched'],
        distribute: (due) => publisher.publish(due),
        queued: (handlers) => publisher.queued(handlers),
        ids: uuidGenerator,
        logger: recordingLog(),
        pollMs: 20,
        leaseMs: 1_000,
      });
      opened.use(relay).start();
    }

    const total = 30;
    for (let n = 0; n < total; n++) await publisher.publish(await after.raise());
    await eventually(async () => expect(await countOf(after, true)).toBe(total), { withinMs: 20_000 });
    expect(handledBy).toEqual(Array.from({ length: total }, () => 'new watched'));
    // The old one did meet some, or this shows nothing.
    expect(before.logger.lines.map(({ message }) => message)).toContain('left a delivery to a newer release');
  });
});

describe('a handler that an older release did not know', () => {
  const backfill = (path: EventPath) =>
    new DeliveryBackfill({ database: path.database, subscriptions: path.subscriptions, logger: path.logger });
  const deliveries = (handler: string) => (path: EventPath) =>
    path.database.client.eventDelivery.count({ where: { handler } });

  it('hears of what that release writes beside it, and of nothing before its time', async () => {
    const before = await release('old', ['watched']);
    await before.raise();
    const after = await release('new', ['watched', 'added-later']);
    await before.raise();
    await after.raise();
    await before.raise();

    await backfill(after).run();
    expect(await deliveries('added-later')(after)).toBe(3);
    await doAll(after);
    expect(handledBy.filter((entry) => entry === 'new added-later')).toHaveLength(3);
    expect(handledBy.filter((entry) => entry === 'new watched')).toHaveLength(4);

    await backfill(after).run();
    expect(await countOf(after, false)).toBe(0);
  });

  it('is left alone by the old one, also when its deliveries are due', async () => {
    const before = await release('old', ['watched']);
    const after = await release('new', ['added-later']);
    const delivery = only(await after.raise());
    await doAll(before);
    expect(await rowOf(after, delivery)).toMatchObject({
      attempts: 0,
      claimToken: null,
      deadAt: null,
      lastError: null,
    });
    await doAll(after);
    expect(handledBy).toEqual(['new added-later']);
  });

  it('hears of its own events alone', async () => {
    const before = await release('old', ['watched']);
    const route = queued(CardRemovedFromLibraryEvent, 'other-event', { handle: async () => [] });
    const after = opened.use(await openEventPath({ databaseUrl: database.url, routes: [route] }));
    await new HandlerCatalog(after.database).register(['other-event']);
    await before.raise();
    await backfill(after).run();
    expect(await deliveries('other-event')(after)).toBe(0);
  });
});
