import { fileURLToPath } from 'node:url';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import type { DueDelivery } from '../../../src/shared/application/EventPublisher.ts';
import { queued } from '../../../src/shared/application/EventRoute.ts';
import { BullMQEventPublisher } from '../../../src/shared/infrastructure/events/BullMQEventPublisher.ts';
import { queueOf, queuePrefix } from '../../../src/shared/infrastructure/events/queueNames.ts';
import { eventMachinery } from '../../support/eventMachinery.ts';
import { eventually } from '../../support/eventually.ts';
import { log } from '../../support/log.ts';
import { NodeProcess } from '../../support/NodeProcess.ts';
import { testRedis } from '../../support/redis.ts';
import { only, rowOf } from './deliveries.ts';
import { killingRetries } from './killingRetries.ts';

const program = fileURLToPath(new URL('killingProcess.ts', import.meta.url));
const harmless = { handle: async () => [] };

it('a handler that ends its process each time is started as often as any, then is a dead letter; what ends with it is not', async () => {
  await using redis = testRedis();
  await using machinery = await eventMachinery([
    queued(CardAddedToLibraryEvent, 'killer', harmless),
    queued(CardAddedToLibraryEvent, 'harmless', harmless),
  ]);
  await using publisher = await BullMQEventPublisher.connect({
    redisUrl: redis.url,
    prefix: redis.prefix,
    logger: log,
  });
  const deliveries = await machinery.raise();
  const [killer, innocent] = ['killer', 'harmless'].map((name) => deliveries.find(({ handler }) => handler === name));
  if (!killer || !innocent) throw new Error('they were handed over');
  await publisher.publish(deliveries);

  let starts = 0;
  const isSettled = async (): Promise<boolean> => {
    const rows = [await rowOf(machinery, killer), await rowOf(machinery, innocent)];
    return rows.every(({ doneAt, deadAt }) => doneAt ?? deadAt);
  };
  for (let life = 1; !(await isSettled()); life++) {
    expect(life, 'processes').toBeLessThan(killingRetries.maxStarts * 3);
    await using worker = NodeProcess.start([program, machinery.databaseUrl, redis.url, redis.prefix]);
    await eventually(async () => worker.hasEnded || (await isSettled()), { withinMs: 60_000, everyMs: 50 });
    if (worker.hasEnded) starts += (await worker.end()).stdout.split('started').length - 1;
  }

  expect(starts).toBe(killingRetries.maxStarts);
  expect(await rowOf(machinery, killer)).toMatchObject({
    attempts: killingRetries.maxStarts,
    doneAt: null,
    lastError: 'the process ended while the handler ran',
  });
  expect(await machinery.database.client.curator.count({ where: { id: 'did:plc:effect' } })).toBe(0);
  // It ended with a process once, at most. Then it was alone when it was started.
  const { attempts, ...neighbour } = await rowOf(machinery, innocent);
  expect(neighbour).toMatchObject({ doneAt: expect.any(Date), deadAt: null });
  expect(attempts).toBeLessThanOrEqual(2);
}, 300_000);

it('an event that ends its process each time takes none of those with it that it was at hand together with', async () => {
  await using redis = testRedis();
  await using machinery = await eventMachinery([queued(CardAddedToLibraryEvent, 'several', harmless)]);
  await using publisher = await BullMQEventPublisher.connect({
    redisUrl: redis.url,
    prefix: redis.prefix,
    logger: log,
  });
  const deliveries: DueDelivery[] = [];
  while (deliveries.length < 20) deliveries.push(...(await machinery.raise()));
  const poison = only(deliveries.slice(7));
  await publisher.publish(deliveries);

  const undone = () => machinery.database.client.eventDelivery.count({ where: { doneAt: null, deadAt: null } });
  for (let life = 1; (await undone()) > 0; life++) {
    expect(life, 'processes').toBeLessThan(killingRetries.maxStarts * 3);
    const args = [program, machinery.databaseUrl, redis.url, redis.prefix, poison.eventId];
    await using worker = NodeProcess.start(args);
    await eventually(async () => worker.hasEnded || (await undone()) === 0, { withinMs: 60_000, everyMs: 50 });
  }

  expect(await rowOf(machinery, poison)).toMatchObject({ attempts: killingRetries.maxStarts, doneAt: null });
  const { client } = machinery.database;
  expect(await client.eventDelivery.count({ where: { doneAt: { not: null }, deadAt: null } })).toBe(19);
  expect(await client.curator.count({ where: { id: { startsWith: 'did:plc:effect-' } } })).toBe(19);
  expect(await client.inboxEntry.count()).toBe(19);
  // As above: what ended with the process once is not started beside the poison again.
  expect(await client.eventDelivery.count({ where: { doneAt: { not: null }, attempts: { gt: 2 } } })).toBe(0);
}, 300_000);

it('a batch whose process ends between its commit and the answer to BullMQ is done: it has no second effect, and no start is counted', async () => {
  await using redis = testRedis();
  await using machinery = await eventMachinery([queued(CardAddedToLibraryEvent, 'several', harmless)]);
  await using publisher = await BullMQEventPublisher.connect({
    redisUrl: redis.url,
    prefix: redis.prefix,
    logger: log,
  });
  await using opened = new AsyncDisposableStack();
  const connection = opened.adopt(new Redis(redis.url, { maxRetriesPerRequest: null }), (client) =>
    client.disconnect(),
  );
  const queue = opened.adopt(new Queue(queueOf('several'), { connection, prefix: queuePrefix(redis.prefix) }), (due) =>
    due.close(),
  );
  const deliveries: DueDelivery[] = [];
  while (deliveries.length < 20) deliveries.push(...(await machinery.raise()));
  await publisher.publish(deliveries);

  const { client } = machinery.database;
  const args = [
    program,
    machinery.databaseUrl,
    redis.url,
    redis.prefix,
    only(deliveries.slice(7)).eventId,
    'committed',
  ];
  await using killed = NodeProcess.start(args);
  await eventually(() => killed.hasEnded, { withinMs: 60_000, everyMs: 50 });
  expect((await killed.end()).stdout).toBe('started\n');
  const committed = await client.eventDelivery.findMany({ where: { doneAt: { not: null } } });
  expect(committed.length).toBeGreaterThan(1);
  expect((await queue.getJobCounts()).active).toBeGreaterThanOrEqual(committed.length);

  await using worker = NodeProcess.start(args);
  const isOver = async (): Promise<boolean> => {
    const { active = 0, waiting = 0 } = await queue.getJobCounts();
    return active + waiting === 0 && (await client.eventDelivery.count({ where: { doneAt: null } })) === 0;
  };
  await eventually(async () => worker.hasEnded || (await isOver()), { withinMs: 60_000, everyMs: 50 });

  expect(worker.hasEnded, 'handled again').toBe(false);
  for (const row of committed) {
    expect(row.attempts).toBe(0);
    expect(await rowOf(machinery, row)).toEqual(row);
  }
  expect(await client.curator.count({ where: { id: { startsWith: 'did:plc:effect-' } } })).toBe(20);
  expect(await client.inboxEntry.count()).toBe(20);
}, 300_000);
