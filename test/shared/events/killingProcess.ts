// A worker and a relay over BullMQ, one of whose handlers ends the whole process in the middle of its transaction, as by `kill -9`. Another
// handler of the same event does no harm, and takes so long that it ends with the process if it runs beside the one that kills. A third takes
// several events at once, and ends the process if the one that is named is among them: in the transaction, or right after its commit, before
// anybody hears of it. Prints a line for each start that kills.
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import type { Delivered, KeyRange } from '../../../src/shared/application/EventHandler.ts';
import { queued } from '../../../src/shared/application/EventRoute.ts';
import { BullMQEventPublisher } from '../../../src/shared/infrastructure/events/BullMQEventPublisher.ts';
import { BullMQEventWorker } from '../../../src/shared/infrastructure/events/BullMQEventWorker.ts';
import { OutboxRelay } from '../../../src/shared/infrastructure/events/OutboxRelay.ts';
import { uuidGenerator } from '../../../src/shared/infrastructure/system/uuidGenerator.ts';
import { openEventPath } from '../../support/eventPath.ts';
import { log } from '../../support/log.ts';
import { killingRetries } from './killingRetries.ts';

const [databaseUrl = '', redisUrl = '', prefix = '', poison = '', moment = ''] = process.argv.slice(2);

function die(): void {
  process.stdout.write('started\n');
  process.kill(process.pid, 'SIGKILL');
}

async function handleAll(
  deliveries: readonly Delivered<CardAddedToLibraryEvent>[],
): Promise<readonly (readonly KeyRange[])[]> {
  for (const { metadata } of deliveries) await path.enterCurator(`effect-${metadata.eventId}`);
  if (deliveries.some(({ metadata }) => metadata.eventId === poison)) {
    if (moment === 'committed') path.database.transaction.afterCommit(die);
    else die();
  }
  return deliveries.map(() => []);
}

const slowMs = 200;

const path = await openEventPath({
  databaseUrl,
  policy: killingRetries,
  routes: [
    queued(CardAddedToLibraryEvent, 'harmless', { handle: () => delay(slowMs, []) }),
    queued(CardAddedToLibraryEvent, 'killer', {
      handle: async () => {
        await path.enterCurator('effect');
        die();
        return [];
      },
    }),
    queued(CardAddedToLibraryEvent, 'several', {
      handle: async (event, metadata, page) => (await handleAll([{ event, metadata, page }]))[0] ?? [],
      handleAll,
    }),
  ],
});
const options = { redisUrl, prefix, logger: log };
const publisher = await BullMQEventPublisher.connect(options);
new OutboxRelay({
  outbox: path.outbox,
  handlers: path.registry.queuedHandlers,
  distribute: (due) => publisher.publish(due),
  queued: (handlers) => publisher.queued(handlers),
  ids: uuidGenerator,
  logger: log,
  pollMs: 50,
  leaseMs: 1_500,
}).start();
new BullMQEventWorker({
  ...options,
  executor: path.executor,
  handlers: path.registry.queuedHandlers,
  lockMs: 1_500,
  stalledIntervalMs: 500,
});
