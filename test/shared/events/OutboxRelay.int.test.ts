import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import type { DueDelivery } from '../../../src/shared/application/EventPublisher.ts';
import { queued } from '../../../src/shared/application/EventRoute.ts';
import { OutboxRelay } from '../../../src/shared/infrastructure/events/OutboxRelay.ts';
import { uuidGenerator } from '../../../src/shared/infrastructure/system/uuidGenerator.ts';
import { type EventMachinery, eventMachinery } from '../../support/eventMachinery.ts';
import { fastRetries } from '../../support/eventPath.ts';
import { eventually } from '../../support/eventually.ts';
import { recordingLog } from '../../support/log.ts';
import { claimLate, makeLate, only, rowOf } from './deliveries.ts';

let machinery: EventMachinery;
const handlers = ['watched', 'other'];

beforeEach(async () => {
  machinery = await eventMachinery(
    handlers.map((handler) => queued(CardAddedToLibraryEvent, handler, { handle: async () => [] })),
  );
});
afterEach(() => machinery[Symbol.asyncDispose]());

const relayTo = (
  distribute: (deliveries: readonly DueDelivery[]) => Promise<void>,
  known = handlers,
  queued: () => Promise<ReadonlyMap<string, number>> = async () => new Map(),
  handoverPaceMs = 1,
) =>
  new OutboxRelay({
    outbox: machinery.outbox,
    handlers: known,
    distribute,
    queued,
    maxQueued: 10,
    ids: uuidGenerator,
    logger: recordingLog(),
    batch: 4,
    handoverPaceMs,
  });

describe('OutboxRelay', () => {
  it('does not see what was just committed', async () => {
    await machinery.raise();
    const dispatched: DueDelivery[] = [];
    await relayTo(async (due) => void dispatched.push(...due)).poll();
    expect(dispatched).toEqual([]);
  });

  it('dispatches all that is late, in batches', async () => {
    for (let n = 0; n < 5; n++) await machinery.raise();
    await makeLate(machinery);
    const batches: number[] = [];
    await relayTo(async (due) => void batches.push(due.length)).poll();
    expect(batches).toEqual([4, 4, 2]);
  });

  it('claims what is late, each by one of several', async () => {
    for (let n = 0; n < 10; n++) await machinery.raise();
    await makeLate(machinery);
    const claims = await Promise.all(Array.from({ length: 4 }, () => claimLate(machinery, { limit: 10 })));
    const claimed = claims.flat().map(({ handler, eventId }) => `${handler} ${eventId}`);
    expect(claimed).toHaveLength(20);
    expect(new Set(claimed).size).toBe(20);
  });

  it('leaves what is due for handlers that its release does not have', async () => {
    await machinery.raise();
    await makeLate(machinery);
    const dispatched: DueDelivery[] = [];
    await relayTo(async (due) => void dispatched.push(...due), ['watched']).poll();
    expect(dispatched.map(({ handler }) => handler)).toEqual(['watched']);
    expect(await machinery.database.client.eventDelivery.findMany({ where: { handler: 'other' } })).toMatchObject([
      { attempts: 0, claimToken: null, deadAt: null, doneAt: null, lastError: null },
    ]);
  });

  it('claims nothing of a handler whose queue has no room for a batch, and goes on when it has', async () => {
    for (let n = 0; n < 3; n++) await machinery.raise();
    await makeLate(machinery);
    const waiting = new Map([['watched', 7]]);
    const dispatched: DueDelivery[] = [];
    const relay = relayTo(
      async (due) => void dispatched.push(...due),
      handlers,
      async () => waiting,
    );
    await relay.poll();
    expect(dispatched.map(({ handler }) => handler)).toEqual(['other', 'other', 'other']);
    waiting.set('watched', 6);
    await relay.poll();
    expect(dispatched.slice(3).map(({ handler }) => handler)).toEqual(['watched', 'watched', 'watched']);
  });

  it('claims nothing while nobody can tell what is queued', async () => {
    const delivery = only(await machinery.raise());
    await makeLate(machinery);
    const late = await rowOf(machinery, delivery);
    await relayTo(
      async () => {},
      handlers,
      () => Promise.reject(new Error('no Redis')),
    ).poll();
    expect(await rowOf(machinery, delivery)).toEqual(late);
  });

  it('counts no start when dispatching fails, and tries again soon', async () => {
    const delivery = only(await machinery.raise());
    await makeLate(machinery);
    await relayTo(() => Promise.reject(new Error('no Redis'))).poll();
    const released = await rowOf(machinery, delivery);
    expect(released).toMatchObject({ attempts: 0, doneAt: null, claimToken: null });
    expect(released.availableAt.getTime()).toBeLessThan(Date.now() + 2_000);
  });

  it('gives nothing back that was started before dispatching failed', async () => {
    const delivery = only(await machinery.raise());
    await makeLate(machinery);
    await relayTo(async () => {
      await machinery.outbox.recordStart(delivery, { ...fastRetries, leaseMs: 60_000 });
      throw new Error('no Redis');
    }, ['watched']).poll();
    const started = await rowOf(machinery, delivery);
    expect(started).toMatchObject({ attempts: 1, claimToken: expect.any(String) });
    expect(started.availableAt.getTime()).toBeGreaterThan(Date.now() + 30_000);
  });

  it('hands what was committed at the same time over together, and what is left when it ends', async () => {
    const handovers: (readonly DueDelivery[])[] = [];
    const relay = relayTo(async (due) => void handovers.push(due));
    const [first, second, third] = [await machinery.raise(), await machinery.raise(), await machinery.raise()];
    relay.handOver(first);
    relay.handOver(second);
    await eventually(async () => expect(handovers).toEqual([[...first, ...second]]));
    relay.handOver(third);
    await relay[Symbol.asyncDispose]();
    expect(handovers).toEqual([[...first, ...second], third]);
  });

  it('hands what is committed soon after the last handover over together', async () => {
    const handovers: (readonly DueDelivery[])[] = [];
    const relay = relayTo(async (due) => void handovers.push(due), undefined, undefined, 60_000);
    const [first, second, third] = [await machinery.raise(), await machinery.raise(), await machinery.raise()];
    relay.handOver(first);
    await eventually(async () => expect(handovers).toEqual([first]));
    relay.handOver(second);
    await nextTurn();
    relay.handOver(third);
    await nextTurn();
    expect(handovers).toEqual([first]);
    await relay[Symbol.asyncDispose]();
    expect(handovers).toEqual([first, [...second, ...third]]);
  });

  it('hands over what is committed after that without waiting for more', async () => {
    const handovers: (readonly DueDelivery[])[] = [];
    await using relay = relayTo(async (due) => void handovers.push(due));
    const raised = [await machinery.raise(), await machinery.raise()];
    for (const [place, due] of raised.entries()) {
      relay.handOver(due);
      await eventually(async () => expect(handovers).toEqual(raised.slice(0, place + 1)));
    }
  });

  it('survives a handover that fails', async () => {
    const relay = relayTo(() => Promise.reject(new Error('no Redis')));
    relay.handOver(await machinery.raise());
    await relay[Symbol.asyncDispose]();
  });
});
