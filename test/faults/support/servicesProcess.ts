/**
 * Runs a PostgreSQL and a Redis for as long as its parent lives, in a directory that is removed afterwards, and kills, freezes and
 * starts them again as its parent orders. So nothing is left running, however the parent ends.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../src/embedded/EmbeddedPostgres.ts';
import { readPostmaster } from '../../../src/embedded/postmasterFile.ts';
import { isAlive } from '../../../src/embedded/processes.ts';
import { eventually } from '../../support/eventually.ts';
import { log } from '../../support/log.ts';
import { OwnRedis } from '../../support/OwnRedis.ts';
import { type ServiceOrder, serviceOrder } from './servicesOrders.ts';

// Ctrl-C and the end of a terminal reach the whole process group: what uses the services ends first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
const parentEnded = once(process, 'disconnect');

await using started = new AsyncDisposableStack();
const dataDir = await mkdtemp(path.join(tmpdir(), 'commonplace-faults-'));
started.defer(() => rm(dataDir, { recursive: true, force: true }));

const startPostgres = async (): Promise<EmbeddedPostgres> =>
  started.use(await startEmbeddedPostgres({ dataDir, log, durable: false }));

async function endPostgres(signal: NodeJS.Signals): Promise<void> {
  const pid = (await readPostmaster(path.join(dataDir, 'postgres')))?.pid;
  if (pid === undefined) throw new Error('PostgreSQL does not run');
  process.kill(pid, signal);
  await eventually(() => !isAlive(pid), { withinMs: 20_000 });
}

const redis = started.use(await OwnRedis.prepare());
const [postgres] = await Promise.all([startPostgres(), redis.start()]);

const orders: Record<ServiceOrder, () => unknown> = {
  'kill PostgreSQL': () => endPostgres('SIGKILL'),
  // Fast: it ends all connections.
  'stop PostgreSQL': () => endPostgres('SIGINT'),
  'start PostgreSQL': startPostgres,
  'kill Redis': () => redis.kill(),
  'start Redis': () => redis.start(),
  'freeze Redis': () => redis.freeze(),
  'thaw Redis': () => redis.thaw(),
};

async function obey(order: ServiceOrder): Promise<string | null> {
  try {
    await orders[order]();
    return null;
  } catch (error) {
    return String(error);
  }
}

let obeying: Promise<void> = Promise.resolve();
process.on('message', (message) => {
  const order = serviceOrder.parse(message);
  obeying = obeying.then(async () => void process.send?.({ order, failure: await obey(order) }));
});
process.send?.({ databaseUrl: postgres.url, redisUrl: redis.url });

await parentEnded;
await obeying;
