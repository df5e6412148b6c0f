/** BullMQ alone: workers of two queues, with the settings of ours and a handler that does nothing. */
import { createServer } from 'node:http';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { surroundings } from './schema.ts';

const { port, redisUrl } = surroundings();
const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
const workers = ['one', 'other'].map(
  (queue) =>
    new Worker(queue, async () => {}, {
      connection,
      prefix: '{bench}',
      concurrency: 4,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    }),
);
await Promise.all(workers.map((worker) => worker.waitUntilReady()));

// For those who wait until it runs.
createServer().listen(port, '127.0.0.1');
