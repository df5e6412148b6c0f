import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import { queued } from '../../../src/shared/application/EventRoute.ts';
import { advisoryLocks } from '../../../src/shared/infrastructure/database/advisoryLocks.ts';
import { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { OutboxRetention } from '../../../src/shared/infrastructure/events/OutboxRetention.ts';
import { exclusively } from '../../../src/shared/infrastructure/housekeeping/exclusively.ts';
import { type EventMachinery, eventMachinery } from '../../support/eventMachinery.ts';
import { only } from './deliveries.ts';
import { recordEvents } from './recordEvents.ts';

let machinery: EventMachinery;

beforeEach(async () => {
  machinery = await eventMachinery([queued(CardAddedToLibraryEvent, 'watched', { handle: async () => [] })]);
});
afterEach(() => machinery[Symbol.asyncDispose]());

const retention = (database = machinery.database) =>
  new OutboxRetention({ database, keepDays: 7, logger: machinery.logger, batch: 10 });
const kept = async () => {
  const { client } = machinery.database;
  const [deliveries, inbox] = await Promise.all([client.eventDelivery.findMany(), client.inboxEntry.findMany()]);
  return {
    deliveries: deliveries.map(({ eventId }) => eventId).sort(),
    inbox: inbox.map(({ eventId }) => eventId).sort(),
  };
};

describe('retention of the outbox', () => {
  it('removes what was done long ago with its inbox rows, of each handler, in batches', async () => {
    await recordEvents(machinery, { events: 25, daysAgo: 8, doneBy: 'gone-with-an-old-release' });
    await recordEvents(machinery, { events: 25, daysAgo: 8, doneBy: 'watched' });
    const young = await recordEvents(machinery, { events: 3, daysAgo: 6, doneBy: 'watched' });
    await retention().run();
    expect(await kept()).toEqual({ deliveries: [...young].sort(), inbox: [...young].sort() });
    expect(machinery.logger.lines.map(({ fields }) => fields)).toEqual([
      { handler: 'gone-with-an-old-release', deliveries: 25 },
      { handler: 'watched', deliveries: 25 },
    ]);
    expect(await machinery.database.client.domainEvent.count()).toBe(53);
  });

  it('keeps what is dead or undone, and what was done only lately, however old the event', async () => {
    const [dead = '', undone = '', replayed = '', done = ''] = await recordEvents(machinery, {
      events: 4,
      daysAgo: 30,
      doneBy: 'watched',
    });
    const { eventDelivery } = machinery.database.client;
    await eventDelivery.updateMany({ where: { eventId: dead }, data: { doneAt: null, deadAt: new Date(0) } });
    await eventDelivery.updateMany({ where: { eventId: undone }, data: { doneAt: null } });
    await eventDelivery.updateMany({ where: { eventId: replayed }, data: { doneAt: new Date() } });
    await retention().run();
    const { deliveries } = await kept();
    expect(deliveries).toEqual([dead, undone, replayed].sort());
    expect(deliveries).not.toContain(done);
  });

  it('has nothing handled twice: a late job for what was removed comes to nothing', async () => {
    const [eventId = ''] = await recordEvents(machinery, { daysAgo: 8, doneBy: 'watched' });
    await retention().run();
    await machinery.executor.execute({ handler: 'watched', eventId, page: 0, claimToken: null });
    expect(await kept()).toEqual({ deliveries: [], inbox: [] });
  });

  it('leaves alone what was just done', async () => {
    const delivery = only(await machinery.raise());
    await machinery.executor.execute(delivery);
    await retention().run();
    expect((await kept()).inbox).toEqual([delivery.eventId]);
  });

  it('is left to another process that is at it', async () => {
    await recordEvents(machinery, { daysAgo: 8, doneBy: 'watched' });
    await using other = new Database({ url: machinery.databaseUrl, poolSize: 2, logger: machinery.logger });
    await exclusively(other, advisoryLocks.outboxRetention, async () => retention().run());
    expect((await kept()).inbox).toHaveLength(1);
    await retention().run();
    expect((await kept()).inbox).toEqual([]);
  });
});
