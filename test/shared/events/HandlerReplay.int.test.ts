import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import type { KeyRange } from '../../../src/shared/application/EventHandler.ts';
import { queued } from '../../../src/shared/application/EventRoute.ts';
import { HandlerReplay } from '../../../src/shared/infrastructure/events/HandlerReplay.ts';
import { blockedBackends } from '../../modules/notifications/rows.ts';
import { type EventMachinery, eventMachinery } from '../../support/eventMachinery.ts';
import { eventually } from '../../support/eventually.ts';
import { claimAll, claimLate, countOf, rowOf } from './deliveries.ts';
import { recordEvents } from './recordEvents.ts';

let machinery: EventMachinery;
let handled: string[];
/** Further pages that the first one splits off. */
let pages: readonly KeyRange[];

beforeEach(async () => {
  handled = [];
  pages = [];
  const watch = (handler: string) =>
    queued(CardAddedToLibraryEvent, handler, {
      handle: async (_event, { seq }, page) => {
        handled.push(`${handler} ${seq} ${page?.upTo ?? 'first'}`);
        return page ? [] : pages;
      },
    });
  machinery = await eventMachinery([watch('watched'), watch('other')]);
});
afterEach(() => machinery[Symbol.asyncDispose]());

const replay = () => new HandlerReplay(machinery.database, { handler: 'watched', eventType: 'CardAddedToLibrary' });
async function doAll(): Promise<void> {
  for (let due = await claimAll(machinery); due.length > 0; due = await claimAll(machinery)) {
    for (const delivery of due) await machinery.executor.execute(delivery);
  }
}
const page = (name: string): KeyRange => ({ after: null, upTo: name });

describe('the events of a replay', () => {
  it('are those of the handler, from a seq to a seq, or from a time to before a time', async () => {
    await recordEvents(machinery, { events: 2, daysAgo: 3 });
    await machinery.raise();
    await recordEvents(machinery, { events: 2, daysAgo: 1 });
    const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

    // The third is CardCreated, which the handler does not hear of.
    expect(await replay().find(0n, undefined)).toEqual({ first: 1n, last: 6n, events: 5 });
    expect(await replay().find(2n, 5n)).toEqual({ first: 2n, last: 5n, events: 3 });
    expect(await replay().find(daysAgo(2), daysAgo(0.5))).toEqual({ first: 5n, last: 6n, events: 2 });
    expect(await replay().find(daysAgo(0.5), undefined)).toEqual({ first: 4n, last: 4n, events: 1 });
    expect(await replay().find(3n, 3n)).toBeUndefined();
  });
});

describe('a replay', () => {
  it('has the handler run again for these events, and no other handler and no other event', async () => {
    for (let n = 0; n < 3; n++) await machinery.raise();
    await doAll();
    handled = [];
    const opened = await replay().open({ after: 2n, upTo: 4n }, 100);
    expect(opened).toEqual({ last: 4n, events: 1 });
    expect(await replay().standing({ first: 4n, last: 4n })).toEqual({ undone: 1, dead: 0 });
    await doAll();
    expect(handled).toEqual(['watched 4 first']);
    expect(await replay().standing({ first: 0n, last: 9n })).toEqual({ undone: 0, dead: 0 });
  });

  it('goes on batch by batch, and ends', async () => {
    const events = await recordEvents(machinery, { events: 5 });
    expect(await replay().open({ after: 0n, upTo: 5n }, 2)).toEqual({ last: 2n, events: 2 });
    expect(await replay().open({ after: 2n, upTo: 5n }, 2)).toEqual({ last: 4n, events: 2 });
    expect(await replay().open({ after: 4n, upTo: 5n }, 2)).toEqual({ last: 5n, events: 1 });
    expect(await replay().open({ after: 5n, upTo: 5n }, 2)).toBeUndefined();
    await doAll();
    expect(handled).toHaveLength(events.length);
  });

  it('makes pages anew', async () => {
    pages = [page('a'), page('b'), page('c')];
    await machinery.raise();
    await doAll();
    expect(await machinery.database.client.eventDelivery.count({ where: { handler: 'watched' } })).toBe(4);
    handled = [];
    pages = [page('a')];
    await replay().open({ after: 0n, upTo: 2n }, 100);
    await doAll();
    expect(handled).toEqual(['watched 2 first', 'watched 2 a']);
    expect(await machinery.database.client.eventDelivery.count({ where: { handler: 'watched' } })).toBe(2);
  });

  it('takes dead letters up again, with all their starts before them', async () => {
    const [eventId = ''] = await recordEvents(machinery);
    const dead = { attempts: 8, deadAt: new Date(), lastError: 'no luck' };
    const key = { handler: 'watched', eventId, page: 0 };
    await machinery.database.client.eventDelivery.create({ data: { ...key, ...dead, availableAt: new Date() } });
    expect(await replay().standing({ first: 1n, last: 1n })).toEqual({ undone: 0, dead: 1 });
    await replay().open({ after: 0n, upTo: 1n }, 1);
    expect(await rowOf(machinery, key)).toMatchObject({ attempts: 0, deadAt: null, doneAt: null, lastError: null });
    await doAll();
    expect(handled).toEqual(['watched 1 first']);
  });

  it('waits for nobody who waits for it: a page that leaves further ones takes the first page before itself', async () => {
    pages = [page('a')];
    const [eventId = ''] = await recordEvents(machinery);
    await replay().open({ after: 0n, upTo: 1n }, 1);
    await doAll();
    const { database, outbox } = machinery;
    const [isHeld, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    // As the replay does, which cannot be stopped halfway: long before PostgreSQL looks for a circle, and picks one of it to fail.
    const replaying = database.inTransaction(async ({ client }) => {
      await client.$executeRaw`SET LOCAL lock_timeout = '300ms'`;
      await client.$executeRaw`UPDATE event_deliveries SET done_at = NULL WHERE event_id = ${eventId}::uuid AND page = 0`;
      isHeld.resolve();
      await goOn.promise;
      await client.$executeRaw`DELETE FROM event_deliveries WHERE event_id = ${eventId}::uuid AND page > 0`;
    });
    await isHeld.promise;
    const completing = database.inTransaction(() =>
      outbox.complete({ handler: 'watched', eventId, page: 1 }, [page('b')]),
    );
    const outcome = Promise.allSettled([completing]);
    await eventually(async () => (await blockedBackends(database)) === 1);
    goOn.resolve();
    await replaying;
    const reason = { message: expect.stringContaining('was taken away') };
    expect(await outcome).toMatchObject([{ status: 'rejected', reason }]);
  });

  it('leaves nothing open for ever while workers are at the same deliveries', async () => {
    pages = [page('a'), page('b')];
    const events = await recordEvents(machinery, { events: 15 });
    const worker = { isStopped: false };
    const work = async (): Promise<void> => {
      while (!worker.isStopped) {
        const due = [...machinery.handedOver.splice(0), ...(await claimLate(machinery, { limit: 5 }))];
        for (const delivery of due) await machinery.executor.execute(delivery);
        // Jobs that come late, for any page of any event.
        const eventId = events[Math.floor(Math.random() * events.length)] ?? '';
        const late = { handler: 'watched', eventId, page: Math.floor(Math.random() * 3), claimToken: null };
        await machinery.executor.execute(late);
      }
    };
    const workers = [work(), work(), work()];
    for (let again = 0; again < 8; again++) {
      for (let after = 0n; after < 15n; after += 5n) await replay().open({ after, upTo: after + 5n }, 5);
    }
    worker.isStopped = true;
    await Promise.all(workers);
    await doAll();

    const { client } = machinery.database;
    expect([await countOf(machinery, false), await countOf(machinery, true)]).toEqual([0, 45]);
    expect(await client.eventDelivery.count({ where: { deadAt: { not: null } } })).toBe(0);
    expect(await client.inboxEntry.count()).toBe(45);
  });
});
