import type { Bench } from '../support/Bench.ts';
import { FanOut, feedDocument } from '../support/FanOut.ts';
import { feed, fourOutstanding } from '../support/feeding.ts';
import { deliveryTimes } from '../support/openLoop.ts';
import { type Figures, unprepared } from '../support/Part.ts';

const others = 999;
/** Ten seconds at 10,000 deliveries a second. */
const pace = { everyMs: 100, events: 100 };
const warmUp = { forMs: 1_500, limitMs: 10_000 };
/** Of each card, in bytes. Who stalls has asked for it: 30 MB in ten seconds, far more than the system keeps for a socket. */
const descriptionLength = 300_000;
const megabyte = 1024 * 1024;

/** The same events to 1,000 subscribers, of whom all read, or one has asked for long texts and reads nothing. */
export const stalled = unprepared('stalled', (bench) => ({
  'all read': () => measure(bench, 'without'),
  'one stalls': () => measure(bench, 'stalled'),
}));

async function measure(bench: Bench, how: 'without' | 'stalled'): Promise<Figures> {
  await using fanOut = await FanOut.ofOurs(bench);
  const { load, events, server } = fanOut;
  await fanOut.subscribeMany(others);
  if (how === 'without') await fanOut.subscribeMany(1);
  else await fanOut.subscribe([null], feedDocument('{ global: true }', 'url description'));
  await fanOut.prime();
  await feed(fanOut, fourOutstanding, warmUp);
  if (how === 'stalled') await load.stall(others);
  const { p99 } = await deliveryTimes(load, pace, () => events.emitBy([events.actor], { descriptionLength }));
  // At once: what is kept for who cannot take it is there still, and so are the payloads of the last second.
  const { rss, used } = await server.memory();
  return {
    [`stalled ${how} p99`]: p99,
    [`stalled ${how} used`]: used / megabyte,
    [`stalled ${how} rss`]: rss / megabyte,
  };
}
