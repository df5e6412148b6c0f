import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { z } from 'zod';
import type { DueDelivery } from '../../../src/shared/application/EventPublisher.ts';
import { BullMQEventPublisher } from '../../../src/shared/infrastructure/events/BullMQEventPublisher.ts';
import { log as logger } from '../../support/log.ts';
import type { Bench, Place } from '../support/Bench.ts';
import { drainRate } from '../support/drain.ts';
import { type Figures, unprepared } from '../support/Part.ts';
import { Saves } from '../support/saves.ts';

/** Saves, of which each is to be told to two: the author of the same link, and the follower of who saved it. */
const warmUpSaves = 200;
const measuredSaves = 1_500;
const measuredJobs = 10_000;
/** Deliveries that are handed over at once. */
const batch = 500;
const limitMs = 8_000;

const deliveryRows = z.array(z.object({ handler: z.string(), eventId: z.string() }));
const counts = z.tuple([z.object({ undone: z.coerce.number(), done: z.coerce.number(), notified: z.coerce.number() })]);

/**
 * Deliveries per second, from the handover to BullMQ to the effect in the database: a worker process, and one of BullMQ alone. And from the outbox
 * on, where nobody hands over: what is late comes to BullMQ by the relay of the same worker process.
 */
export const outbox = unprepared('outbox', (bench) => ({
  ours: () => ours(bench),
  'ours, by the relay': () => byRelay(bench),
  'BullMQ alone': () => alone(bench),
}));

async function ours(bench: Bench): Promise<Figures> {
  await using opened = new AsyncDisposableStack();
  const place = opened.use(await bench.place());
  const publisher = opened.use(await BullMQEventPublisher.connect({ ...place, logger }));
  const handOver = async (deliveries: readonly DueDelivery[]): Promise<void> => {
    for (let from = 0; from < deliveries.length; from += batch) {
      await publisher.publish(deliveries.slice(from, from + batch));
    }
  };
  return { 'outbox ours': await effectRate(bench, place, { isLate: false, handOver }) };
}

async function byRelay(bench: Bench): Promise<Figures> {
  await using place = await bench.place();
  return { 'outbox relay': await effectRate(bench, place, { isLate: true, handOver: async () => {} }) };
}

interface Way {
  /** Whether the relay finds it at its next look; otherwise it leaves it alone. */
  readonly isLate: boolean;
  readonly handOver: (deliveries: readonly DueDelivery[]) => Promise<void>;
}

async function effectRate(bench: Bench, place: Place, { isLate, handOver }: Way): Promise<number> {
  await using opened = new AsyncDisposableStack();
  const saves = opened.use(await Saves.open(place.databaseUrl));
  opened.use(await bench.ours(place, { ROLE: 'worker' }));
  const [author = '', curator = '', follower = ''] = await saves.introduce(3);
  await saves.query('INSERT INTO follows VALUES (gen_random_uuid(), $1, $2, now())', [follower, curator]);

  const handle = async (count: number): Promise<number> => {
    const deliveries = await saveOfBoth(saves, { author, curator, count, isLate });
    const beganAt = performance.now();
    await handOver(deliveries);
    const remaining = async (): Promise<number> => (await progress(saves, curator)).undone;
    return await drainRate({ total: deliveries.length, remaining }, { beganAt, limitMs });
  };
  await handle(warmUpSaves);
  const perSecond = await handle(measuredSaves);
  const { done, notified } = await progress(saves, curator);
  if (notified !== done) throw new Error(`${notified} notifications of ${done} deliveries: each is to have its effect`);
  return perSecond;
}

interface SharedSaves {
  readonly author: string;
  readonly curator: string;
  readonly count: number;
  readonly isLate: boolean;
}

/** The author saves links, and then the curator the same. Returns what is to be delivered of the latter. */
async function saveOfBoth(saves: Saves, { author, curator, count, isLate }: SharedSaves): Promise<DueDelivery[]> {
  const urls = Array.from({ length: count }, () => `https://example.org/shared/${crypto.randomUUID()}`);
  const by = (actor: string): Promise<void> =>
    saves.commit(
      urls.map(() => actor),
      { urls },
    );
  await by(author);
  await leaveDone(saves, author);
  await by(curator);
  const rows = await saves.query(
    `INSERT INTO event_deliveries (handler, event_id, page, available_at)
     SELECT handler, e.id, 0, now() + CASE WHEN $3 THEN interval '0' ELSE interval '1 h' END
     FROM domain_events e, unnest(ARRAY['notify-card-saved', 'notify-followers-of-save']) AS handler
     WHERE e.actor_id = $1 AND e.payload->>'url' = ANY($2)
     RETURNING handler, event_id AS "eventId"`,
    [curator, urls, isLate],
  );
  return deliveryRows.parse(rows).map((row) => ({ ...row, page: 0, claimToken: null }));
}

/** What is delivered of these saves, as a server leaves it that wrote them. Without it the worker would fill it in, and do it, while the others are measured. */
async function leaveDone(saves: Saves, actor: string): Promise<void> {
  await saves.query(
    `INSERT INTO event_deliveries (handler, event_id, page, available_at, done_at)
     SELECT handler, e.id, 0, now(), now()
     FROM domain_events e, unnest(ARRAY['notify-card-saved', 'notify-followers-of-save']) AS handler WHERE e.actor_id = $1
     ON CONFLICT DO NOTHING`,
    [actor],
  );
}

/** Of what the curator saved: what the author did before is not measured. */
async function progress(saves: Saves, curator: string) {
  const rows = await saves.query(
    `SELECT count(*) FILTER (WHERE d.done_at IS NULL) AS undone, count(d.done_at) AS done,
            (SELECT count(*) FROM notification_causes WHERE actor_id = $1) AS notified
     FROM event_deliveries d JOIN domain_events e ON e.id = d.event_id WHERE e.actor_id = $1`,
    [curator],
  );
  return counts.parse(rows)[0];
}

async function alone(bench: Bench): Promise<Figures> {
  await using opened = new AsyncDisposableStack();
  opened.use(await bench.peer('bullmq'));
  const connection = new Redis(bench.redisUrl, { maxRetriesPerRequest: null });
  opened.defer(() => connection.disconnect());
  const queues = ['one', 'other'].map((name) => new Queue(name, { connection, prefix: '{bench}' }));
  for (const queue of queues) opened.defer(() => queue.close());

  const handle = async (total: number): Promise<number> => {
    const beganAt = performance.now();
    for (let added = 0; added < total; added += batch) {
      await Promise.all(queues.map((queue) => queue.addBulk(Array.from({ length: batch / 2 }, toJob))));
    }
    const remaining = async (): Promise<number> => {
      const each = await Promise.all(queues.map((queue) => queue.getJobCountByTypes('wait', 'active')));
      return each.reduce((sum, jobs) => sum + jobs, 0);
    };
    return await drainRate({ total, remaining }, { beganAt, limitMs });
  };
  await handle(measuredJobs / 5);
  return { 'outbox bullmq': await handle(measuredJobs) };
}

/** As long as ours. */
function toJob() {
  const data = { handler: 'notify-followers-of-save', eventId: crypto.randomUUID(), page: 0, claimToken: null };
  const opts = { jobId: `${data.handler}-${data.eventId}-0`, attempts: 1, removeOnComplete: true, removeOnFail: true };
  return { name: data.handler, data, opts };
}
