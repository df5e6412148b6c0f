import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import { queued } from '../../../src/shared/application/EventRoute.ts';
import { advisoryLocks } from '../../../src/shared/infrastructure/database/advisoryLocks.ts';
import { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import {
  DeliveryBackfill,
  type DeliveryBackfillOptions,
} from '../../../src/shared/infrastructure/events/DeliveryBackfill.ts';
import { fillInDeliveries } from '../../../src/shared/infrastructure/events/fillInDeliveries.ts';
import { HandlerCatalog } from '../../../src/shared/infrastructure/events/HandlerCatalog.ts';
import { OutboxRetention } from '../../../src/shared/infrastructure/events/OutboxRetention.ts';
import { exclusively } from '../../../src/shared/infrastructure/housekeeping/exclusively.ts';
import { plansOf } from '../../modules/notifications/plans.ts';
import { type EventMachinery, eventMachinery } from '../../support/eventMachinery.ts';
import { recordEvents } from './recordEvents.ts';

let machinery: EventMachinery;
let catalog: HandlerCatalog;
const handler = 'watched';

beforeEach(async () => {
  machinery = await eventMachinery([queued(CardAddedToLibraryEvent, handler, { handle: async () => [] })]);
  catalog = new HandlerCatalog(machinery.database);
});
afterEach(() => machinery[Symbol.asyncDispose]());

const backfill = (options: Partial<DeliveryBackfillOptions> = {}) => {
  const { database, subscriptions, logger } = machinery;
  return new DeliveryBackfill({ database, subscriptions, logger, ...options });
};
const state = () => machinery.database.client.eventHandler.findUniqueOrThrow({ where: { handler } });
const filledIn = () => machinery.database.client.eventDelivery.findMany({ orderBy: { eventId: 'asc' } });
/** As if the log's end had been looked at ten minutes earlier. */
const tenMinutesPass = () =>
  machinery.database.client.$executeRaw`UPDATE event_handlers SET looked_at = looked_at - interval '601 s'`;

/** What a release writes that does not know the handler. */
const raiseInOldRelease = (events = 1): Promise<readonly string[]> => recordEvents(machinery, { events });

describe('the catalog of handlers', () => {
  it('has them hear of what comes after they were registered, once', async () => {
    await raiseInOldRelease(3);
    await catalog.register([handler]);
    await raiseInOldRelease();
    await catalog.register([handler, 'other']);
    expect(await state()).toMatchObject({ fromSeq: 4n, completeTo: 3n, lookedTo: 3n });
    expect(await catalog.fromSeq('other')).toBe(5n);
    expect(await catalog.fromSeq('none')).toBeUndefined();
    expect(await catalog.names()).toEqual(['other', handler]);
  });

  it('may be written by several at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => catalog.register([handler, 'other'])));
    expect(await catalog.names()).toEqual(['other', handler]);
  });
});

describe('filling in', () => {
  beforeEach(() => catalog.register([handler]));

  it('looks each delivery up by its key, also while nobody knows how many there are', async () => {
    for (let raised = 0; raised < 20; raised += 1) await machinery.raise();
    const gap = { handler, eventType: 'CardAddedToLibrary', after: 0n, upTo: 1_000n, limit: 100 };
    const [plan] = await plansOf(machinery.database, 'force_custom_plan', async () => {
      const filled = await fillInDeliveries(machinery.database.transaction.client, gap);
      expect(filled).toMatchObject({ scanned: 20, filled: 0 });
    });
    expect(plan).toMatch(/Index Cond: \(\(handler = [^\n]*\(event_id = /);
  });

  it('writes what is missing, in batches, due at once; a second time nothing', async () => {
    const ids = await raiseInOldRelease(25);
    await machinery.raise();
    await backfill({ batch: 10 }).run();
    await backfill({ batch: 10 }).run();
    const rows = await filledIn();
    expect(rows).toHaveLength(26);
    const filled = rows.filter(({ eventId }) => ids.includes(eventId));
    expect(filled).toHaveLength(25);
    for (const row of filled) expect(row.availableAt.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  it('finds an event that becomes visible after younger ones', async () => {
    await using other = new Database({ url: machinery.databaseUrl, poolSize: 2, logger: machinery.logger });
    const running = backfill({ database: other });
    const [lateId] = await machinery.database.inTransaction(async () => {
      const ids = await raiseInOldRelease();
      // On a connection of its own, as another process.
      await recordEvents({ database: other });
      await running.run();
      expect(await filledIn()).toHaveLength(1);
      return ids;
    });
    await running.run();
    expect((await filledIn()).map(({ eventId }) => eventId)).toContain(lateId);
  });

  it('looks at recent events alone, and at all of them before it moves on', async () => {
    const [old = ''] = await raiseInOldRelease();
    const running = backfill({ recentMs: 0 });
    await running.run();
    await machinery.database.client.eventDelivery.deleteMany({ where: { eventId: old } });
    await raiseInOldRelease();
    await running.run();
    expect((await filledIn()).map(({ eventId }) => eventId)).not.toContain(old);

    await machinery.database.client.$executeRaw`UPDATE event_handlers SET looked_to = 1`;
    await tenMinutesPass();
    await running.run();
    expect((await filledIn()).map(({ eventId }) => eventId)).toContain(old);
    expect(await state()).toMatchObject({ completeTo: 1n, lookedTo: 2n });
  });

  it('is complete up to where the log ended ten minutes ago, and no further', async () => {
    await raiseInOldRelease(2);
    await backfill().run();
    expect(await state()).toMatchObject({ completeTo: 0n, lookedTo: 0n });
    await tenMinutesPass();
    await backfill().run();
    expect(await state()).toMatchObject({ completeTo: 0n, lookedTo: 2n });
    await raiseInOldRelease(3);
    await backfill().run();
    expect(await state()).toMatchObject({ completeTo: 0n, lookedTo: 2n });
    await tenMinutesPass();
    await backfill().run();
    expect(await state()).toMatchObject({ fromSeq: 1n, completeTo: 2n, lookedTo: 5n });
    expect(await filledIn()).toHaveLength(5);
  });

  it('is left to another process that is at it', async () => {
    await raiseInOldRelease();
    await using other = new Database({ url: machinery.databaseUrl, poolSize: 2, logger: machinery.logger });
    await exclusively(other, advisoryLocks.backfill, async () => backfill().run());
    expect(await filledIn()).toEqual([]);
    await backfill().run();
    expect(await filledIn()).toHaveLength(1);
  });

  it('is never repeated for what retention removed', async () => {
    await recordEvents(machinery, { events: 3, daysAgo: 10, doneBy: handler });
    const { database, logger } = machinery;
    const retention = new OutboxRetention({ database, keepDays: 7, logger });

    // Not known to be complete yet: it stays.
    await retention.run();
    expect(await filledIn()).toHaveLength(3);

    for (let look = 0; look < 2; look++) {
      await tenMinutesPass();
      await backfill().run();
    }
    await retention.run();
    expect(await filledIn()).toEqual([]);
    await backfill().run();
    expect(await filledIn()).toEqual([]);
  });
});
