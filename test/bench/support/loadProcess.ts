/** Subscribers by the thousand, in a process of their own: it does what its parent orders, and ends with it. */
import process from 'node:process';
import { Arrivals } from './Arrivals.ts';
import { CountingSocket } from './CountingSocket.ts';
import { machineMs } from './clock.ts';
import { type LoadOrder, numberedOrder } from './loadOrders.ts';
import { percentilesOf } from './percentiles.ts';

/** Sockets that are being opened at the same time. */
const opening = 50;

const arrivals = new Arrivals();
const sockets: CountingSocket[] = [];
const stalled = new Set<number>();

/** Without a parent to hear it, this process ends. */
function tell(message: object): void {
  process.send?.(message, (error: Error | null) => {
    if (error) process.exit();
  });
}

async function open({ url, document, tokens }: Extract<LoadOrder, { order: 'open' }>): Promise<void> {
  const waiting = [...tokens];
  const openAll = async (): Promise<void> => {
    for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) {
      const number = arrivals.add();
      const onEnd = (ended: string): void => {
        if (!stalled.has(number)) tell({ ended });
      };
      const onMessage = (): void => {
        if (!stalled.has(number)) arrivals.arrived(number, machineMs);
      };
      sockets[number] = await CountingSocket.open({ url, document, token, onMessage, onEnd });
    }
  };
  await Promise.all(Array.from({ length: opening }, openAll));
}

async function obey(what: LoadOrder): Promise<unknown> {
  switch (what.order) {
    case 'open':
      return open(what);
    case 'await each':
      return arrivals.each(sockets.length - stalled.size, what.messages);
    case 'await in all':
      return arrivals.inAll(what.messages);
    case 'reset':
      return arrivals.reset(what);
    case 'count':
      return arrivals.total;
    case 'delays':
      return percentilesOf(arrivals.delays(what.happened));
    case 'stall':
      stalled.add(what.subscriber);
      return sockets[what.subscriber]?.stall();
  }
}

process.on('message', (message) => {
  const { id, what } = numberedOrder.parse(message);
  obey(what).then(
    (value) => tell({ id, value: value ?? null }),
    (error: unknown) => tell({ id, value: null, failure: String(error) }),
  );
});
process.once('disconnect', () => process.exit());
