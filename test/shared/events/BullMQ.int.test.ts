import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import type { DueDelivery } from '../../../src/shared/application/EventPublisher.ts';
import { local, queued } from '../../../src/shared/application/EventRoute.ts';
import { DomainEvents } from '../../../src/shared/domain/events/DomainEvents.ts';
import { BullMQEventPublisher } from '../../../src/shared/infrastructure/events/BullMQEventPublisher.ts';
import { BullMQEventWorker } from '../../../src/shared/infrastructure/events/BullMQEventWorker.ts';
import { DistributedEventHandlerRegistry } from '../../../src/shared/infrastructure/events/DistributedEventHandlerRegistry.ts';
import { OutboxRelay, type OutboxRelayOptions } from '../../../src/shared/infrastructure/events/OutboxRelay.ts';
import { queueOf, queuePrefix } from '../../../src/shared/infrastructure/events/queueNames.ts';
import { uuidGenerator } from '../../../src/shared/infrastructure/system/uuidGenerator.ts';
import { type EventMachinery, eventMachinery } from '../../support/eventMachinery.ts';
import { eventually } from '../../support/eventually.ts';
import { recordingLog } from '../../support/log.ts';
import { PortProxy } from '../../support/PortProxy.ts';
import { emptyRedis, type TestRedis, testRedis } from '../../support/redis.ts';
import { countOf, makeLate, only, rowOf } from './deliveries.ts';

const handled: string[] = [];
/** How many deliveries were claimed, seen by each handler that ran. */
const claimed: number[] = [];
/** How often the handler fails before it does not. */
let failures = 0;
const routes = [
  local(CardAddedToLibraryEvent, { handle: async () => void handled.push('local') }),
  queued(CardAddedToLibraryEvent, 'watched', {
    handle: async (_event, { eventId }) => {
      if (failures-- > 0) throw new Error('no luck');
      handled.push(eventId);
      claimed.push(await claims());
      await machinery.enterCurator(`effect-${eventId}`);
      return [];
    },
  }),
];

let redis: TestRedis;
let machinery: EventMachinery;
let opened: AsyncDisposableStack;

beforeEach(async () => {
  handled.length = 0;
  claimed.length = 0;
  failures = 0;
  opened = new AsyncDisposableStack();
  redis = opened.use(testRedis());
  machinery = opened.use(await eventMachinery(routes));
});
afterEach(() => opened.disposeAsync());

const options = () => ({ redisUrl: redis.url, prefix: redis.prefix, logger: recordingLog() });
const publisher = async (): Promise<BullMQEventPublisher> => opened.use(await BullMQEventPublisher.connect(options()));
const startWorker = (times: { lockMs?: number; stalledIntervalMs?: number } = {}): BullMQEventWorker =>
  opened.use(new BullMQEventWorker({ ...options(), ...times, handlers: ['watched'], executor: machinery.executor }));
const relayTo = (
  to: BullMQEventPublisher,
  settings: Pick<OutboxRelayOptions, 'pollMs' | 'leaseMs' | 'batch' | 'maxQueued'> = {},
): OutboxRelay =>
  opened.use(
    new OutboxRelay({
      outbox: machinery.outbox,
      handlers: ['watched'],
      distribute: (due) => to.publish(due),
      queued: (handlers) => to.queued(handlers),
      ids: uuidGenerator,
      logger: recordingLog(),
      ...settings,
    }),
  );

const raise = async (): Promise<DueDelivery> => only(await machinery.raise());
const isDone = async (delivery: DueDelivery): Promise<boolean> => (await rowOf(machinery, delivery)).doneAt !== null;
const claims = (): Promise<number> =>
  machinery.database.client.eventDelivery.count({ where: { claimToken: { not: null }, doneAt: null } });
const effects = (): Promise<number> =>
  machinery.database.client.curator.count({ where: { id: { startsWith: 'did:plc:effect' } } });

describe('queued work over BullMQ', () => {
  it('is executed by a worker, and processed locally at once', async () => {
    const registry = new DistributedEventHandlerRegistry(
      routes,
      new DomainEvents(),
      machinery.executor,
      await publisher(),
    );
    startWorker();
    const delivery = await raise();
    expect(handled).toEqual(['local']);
    await registry.distribute([delivery]);
    await eventually(() => isDone(delivery));
    expect(handled).toEqual(['local', delivery.eventId]);
  });

  it('frees its job id when it is done, so that it can be dispatched again', async () => {
    const [first, worker] = [await publisher(), startWorker()];
    const delivery = await raise();
    await first.publish([delivery]);
    await eventually(() => isDone(delivery));
    await worker[Symbol.asyncDispose]();
    const client = new Redis(redis.url);
    await eventually(async () => {
      const keys = await client.keys(`*${redis.prefix}*${delivery.eventId}*`);
      expect(keys).toEqual([]);
    });
    client.disconnect();
  });

  it('is tried again by the outbox alone: BullMQ starts each job once', async () => {
    const to = await publisher();
    startWorker();
    relayTo(to, { pollMs: 20, leaseMs: 5_000 }).start();
    failures = 2;
    const delivery = await raise();
    await to.publish([delivery]);
    await eventually(() => isDone(delivery), { withinMs: 15_000 });
    // Three starts: two that failed, and the one that had its effect.
    expect(await rowOf(machinery, delivery)).toMatchObject({ attempts: 3, deadAt: null });
    expect(await effects()).toBe(1);
  });

  it('has one effect, dispatched any number of times to several workers', async () => {
    for (let worker = 0; worker < 3; worker++) startWorker();
    const to = await publisher();
    const deliveries = [await raise(), await raise(), await raise()];
    for (let again = 0; again < 5; again++) await to.publish(deliveries);
    for (const delivery of deliveries) await eventually(() => isDone(delivery));
    await to.publish(deliveries);
    const last = await raise();
    await to.publish([last]);
    await eventually(() => isDone(last));
    expect(handled.filter((entry) => entry !== 'local')).toHaveLength(4);
  });
});

describe('a backlog', () => {
  const total = 50;
  const maxQueued = 12;
  const settings = { batch: 4, maxQueued, pollMs: 20 };

  beforeEach(async () => {
    for (let n = 0; n < total; n++) await raise();
    await makeLate(machinery);
  });

  it('is claimed only as far as the queue takes it, also when the leases of what waits there end', async () => {
    const to = await publisher();
    const relay = relayTo(to, settings);
    for (let again = 0; again < 3; again++) {
      await relay.poll();
      expect(await claims()).toBe(maxQueued);
      expect(await to.queued(['watched'])).toEqual(new Map([['watched', maxQueued]]));
    }
    const rows = () => machinery.database.client.eventDelivery.findMany({ orderBy: { eventId: 'asc' } });
    await makeLate(machinery);
    const before = await rows();
    await relay.poll();
    expect(await rows()).toEqual(before);
  });

  it('is worked off completely, each once, and never is more of it claimed', async () => {
    relayTo(await publisher(), settings).start();
    startWorker();
    await eventually(async () => expect(await countOf(machinery, true)).toBe(total), { withinMs: 15_000 });
    expect(handled.filter((entry) => entry !== 'local').length).toBe(total);
    expect(await effects()).toBe(total);
    expect(Math.max(...claimed)).toBeLessThanOrEqual(maxQueued);
    expect(claimed).toHaveLength(total);
  });
});

describe('a job whose worker stopped reporting', () => {
  it('is noted as a failed start, and started again elsewhere', async () => {
    const delivery = await raise();
    // Takes the job, and does nothing with it, nor tells Redis that it is still there.
    const connection = opened.adopt(new Redis(redis.url, { maxRetriesPerRequest: null }), (client) =>
      client.disconnect(),
    );
    const stuck = opened.adopt(
      new Worker(queueOf('watched'), null, { connection, prefix: queuePrefix(redis.prefix), autorun: false }),
      (worker) => worker.close(true),
    );
    stuck.on('error', () => {});
    await (await publisher()).publish([delivery]);
    const job = await eventually(async () => (await stuck.getNextJob('stuck', { block: false })) ?? false);
    expect(job).toMatchObject({
      attemptsStarted: 1,
      opts: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    });
    await connection.del(`${queuePrefix(redis.prefix)}:${queueOf('watched')}:${job.id}:lock`);

    startWorker({ lockMs: 1_000, stalledIntervalMs: 200 });
    relayTo(await publisher(), { pollMs: 20 }).start();
    await eventually(() => isDone(delivery), { withinMs: 15_000 });
    expect(await rowOf(machinery, delivery)).toMatchObject({ attempts: 2, deadAt: null });
    expect(handled).toEqual(['local', delivery.eventId]);
    const queue = opened.adopt(
      new Queue(queueOf('watched'), { connection, prefix: queuePrefix(redis.prefix) }),
      (open) => open.close(),
    );
    await eventually(async () =>
      expect(await queue.getJobCounts()).toMatchObject({ active: 0, waiting: 0, failed: 0 }),
    );
  });
});

describe('with a Redis that forgets', () => {
  it('what was dispatched is dispatched again', async () => {
    const delivery = await raise();
    const to = await publisher();
    await to.publish([delivery]);
    expect(await emptyRedis(redis)).toBeGreaterThan(0);

    startWorker();
    await makeLate(machinery);
    await relayTo(to).poll();
    await eventually(() => isDone(delivery));
    expect(handled).toEqual(['local', delivery.eventId]);
  });

  it('everything is done once, at whatever moments it is emptied', async () => {
    const to = await publisher();
    for (let worker = 0; worker < 2; worker++) startWorker({ lockMs: 1_000, stalledIntervalMs: 500 });
    relayTo(to, { pollMs: 50, leaseMs: 500 }).start();
    const total = 60;
    for (let n = 0; n < total; n++) {
      const delivery = await raise();
      await to.publish([delivery]);
      if (n % 7 === 0) await emptyRedis(redis);
    }
    await emptyRedis(redis);
    await makeLate(machinery);
    await eventually(async () => expect(await countOf(machinery, true)).toBe(total), { withinMs: 25_000 });
    expect(await effects()).toBe(total);
    expect(await machinery.database.client.inboxEntry.count()).toBe(total);
    expect(await machinery.database.client.eventDelivery.count({ where: { deadAt: { not: null } } })).toBe(0);
  });
});

describe('without Redis', () => {
  it('publishing fails instead of waiting, and works once Redis is there', async () => {
    await using proxy = await PortProxy.start(redis.url);
    proxy.cut();
    await using away = await BullMQEventPublisher.connect({ ...options(), redisUrl: proxy.url });
    const delivery = await raise();
    await expect(away.publish([delivery])).rejects.toThrow('Redis is away');
    await expect(away.queued(['watched'])).rejects.toThrow('Redis is away');

    proxy.mend();
    await eventually(() => away.publish([delivery]));
    startWorker();
    await eventually(() => isDone(delivery));

    proxy.cut();
    await eventually(async () => expect(away.publish([delivery])).rejects.toThrow('Redis is away'));
    proxy.mend();
    const next = await raise();
    await eventually(() => away.publish([next]));
    await eventually(() => isDone(next));
  });

  it('a worker waits, and closing it does not hang', async () => {
    const worker = new BullMQEventWorker({
      redisUrl: 'redis://127.0.0.1:1',
      prefix: 'none',
      logger: recordingLog(),
      handlers: ['watched'],
      executor: machinery.executor,
      closeMs: 500,
    });
    await worker[Symbol.asyncDispose]();
  });
});
