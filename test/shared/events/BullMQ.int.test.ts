import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AddUrlToLibrary } from '../../../src/modules/cards/application/AddUrlToLibrary.ts';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import type { DueDelivery } from '../../../src/shared/application/EventPublisher.ts';
import { local, queued } from '../../../src/shared/application/EventRoute.ts';
import { DomainEvents } from '../../../src/shared/domain/events/DomainEvents.ts';
import { BullMQEventPublisher } from '../../../src/shared/infrastructure/events/BullMQEventPublisher.ts';
import { BullMQEventWorker } from '../../../src/shared/infrastructure/events/BullMQEventWorker.ts';
import { DistributedEventHandlerRegistry } from '../../../src/shared/infrastructure/events/DistributedEventHandlerRegistry.ts';
import { OutboxRelay } from '../../../src/shared/infrastructure/events/OutboxRelay.ts';
import { systemClock } from '../../../src/shared/infrastructure/system/systemClock.ts';
import { uuidGenerator } from '../../../src/shared/infrastructure/system/uuidGenerator.ts';
import { ada } from '../../support/cards.ts';
import { type EventMachinery, eventMachinery } from '../../support/eventMachinery.ts';
import { eventually } from '../../support/eventually.ts';
import { recordingLog } from '../../support/log.ts';
import { PortProxy } from '../../support/PortProxy.ts';
import { type TestRedis, testRedis } from '../../support/redis.ts';

const handled: string[] = [];
const routes = [
  local(CardAddedToLibraryEvent, { handle: async () => void handled.push('local') }),
  queued(CardAddedToLibraryEvent, 'watched', {
    handle: async (_event, { eventId }) => {
      handled.push(eventId);
      return [];
    },
  }),
];

let redis: TestRedis;
let machinery: EventMachinery;
let opened: AsyncDisposableStack;

beforeEach(async () => {
  handled.length = 0;
  opened = new AsyncDisposableStack();
  redis = opened.use(testRedis());
  machinery = opened.use(await eventMachinery(routes));
});
afterEach(() => opened.disposeAsync());

const options = () => ({ redisUrl: redis.url, prefix: redis.prefix, logger: recordingLog() });
const publisher = async (): Promise<BullMQEventPublisher> => opened.use(await BullMQEventPublisher.connect(options()));
const startWorker = (): BullMQEventWorker =>
  opened.use(new BullMQEventWorker({ ...options(), handlers: ['watched'], executor: machinery.executor }));

async function raise(): Promise<DueDelivery> {
  const addUrl = new AddUrlToLibrary(machinery.cards, machinery.unitOfWork, systemClock, uuidGenerator);
  (await addUrl.execute({ curatorId: ada, url: `https://example.org/${uuidGenerator.next()}` })).unwrap();
  const [delivery] = machinery.handedOver.splice(0);
  if (!delivery) throw new Error('nothing was handed over');
  return delivery;
}

const isDone = async ({ eventId }: DueDelivery): Promise<boolean> =>
  (await machinery.database.client.eventDelivery.count({ where: { eventId, doneAt: { not: null } } })) === 1;

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

  it('is done although Redis forgot the job', async () => {
    const delivery = await raise();
    await (await publisher()).publish([delivery]);
    const client = new Redis(redis.url);
    const keys = await client.keys(`*${redis.prefix}*`);
    expect(keys).not.toEqual([]);
    await client.del(keys);
    client.disconnect();

    startWorker();
    await machinery.database.client.eventDelivery.updateMany({ data: { availableAt: new Date(0) } });
    const to = await publisher();
    const relay = new OutboxRelay({
      outbox: machinery.outbox,
      distribute: (due) => to.publish(due),
      ids: uuidGenerator,
      logger: recordingLog(),
    });
    await relay.poll();
    await eventually(() => isDone(delivery));
    expect(handled).toEqual(['local', delivery.eventId]);
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

describe('without Redis', () => {
  it('publishing fails instead of waiting, and works once Redis is there', async () => {
    await using proxy = await PortProxy.start(redis.url);
    proxy.cut();
    await using away = await BullMQEventPublisher.connect({ ...options(), redisUrl: proxy.url });
    const delivery = await raise();
    await expect(away.publish([delivery])).rejects.toThrow('Redis is away');

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
