// A worker and a relay over BullMQ, one of whose handlers ends the whole process in the middle of its transaction, as by `kill -9`. Another
// handler of the same event does no harm, and takes so long that it ends with the process if it runs beside the one that kills. Prints a line
// for each start of that one.
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import { queued } from '../../../src/shared/application/EventRoute.ts';
import { BullMQEventPublisher } from '../../../src/shared/infrastructure/events/BullMQEventPublisher.ts';
import { BullMQEventWorker } from '../../../src/shared/infrastructure/events/BullMQEventWorker.ts';
import { OutboxRelay } from '../../../src/shared/infrastructure/events/OutboxRelay.ts';
import { uuidGenerator } from '../../../src/shared/infrastructure/system/uuidGenerator.ts';
import { openEventPath } from '../../support/eventPath.ts';
import { log } from '../../support/log.ts';
import { killingRetries } from './killingRetries.ts';

const [databaseUrl = '', redisUrl = '', prefix = ''] = process.argv.slice(2);

const slowMs = 200;

const path = await openEventPath({
  databaseUrl,
  policy: killingRetries,
  routes: [
    queued(CardAddedToLibraryEvent, 'harmless', { handle: () => delay(slowMs, []) }),
    queued(CardAddedToLibraryEvent, 'killer', {
      handle: async () => {
        await path.enterCurator('effect');
        process.stdout.write('started\n');
        process.kill(process.pid, 'SIGKILL');
        return [];
      },
    }),
  ],
});
const options = { redisUrl, prefix, logger: log };
const publisher = await BullMQEventPublisher.connect(options);
new OutboxRelay({
  outbox: path.outbox,
  handlers: path.registry.queuedHandlers,
  distribute: (due) => publisher.publish(due),
  ids: uuidGenerator,
  logger: log,
  pollMs: 50,
  leaseMs: 500,
}).start();
new BullMQEventWorker({
  ...options,
  executor: path.executor,
  handlers: path.registry.queuedHandlers,
  lockMs: 500,
  stalledIntervalMs: 250,
});
