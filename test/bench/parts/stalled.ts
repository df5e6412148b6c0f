import type { Bench } from '../support/Bench.ts';
import { FanOut, feedDocument } from '../support/FanOut.ts';
import { feed, fourOutstanding } from '../support/feeding.ts';
import { deliveryTimes } from '../support/openLoop.ts';
import { type Figures, unprepared } from '../support/Part.ts';

const others = 999;
/** Ten seconds at 10,000 deliveries a second. */
const pace = { everyMs: 100, events: 100 };
const warmUp = { forMs: 1_500, limitMs: 10_000 };
/** Of each card, in bytes. One subscriber asks for it: 30 MB in ten seconds, far more than the system keeps for a socket. */
const descriptionLength = 300_000;
const megabyte = 1024 * 1024;

/** One subscriber of 1,000 who asks for long texts, and reads them, or reads nothing. */
export const stalled = unprepared('stalled', (bench) => ({
  'all read': () => measure(bench, 'reading'),
  'one stalls': () => measure(bench, 'stalled'),
}));

async function measure(bench: Bench, behaviour: 'reading' | 'stalled'): Promise<Figures> {
  await using fanOut = await FanOut.ofOurs(bench);
  const { load, events, server } = fanOut;
  await fanOut.subscribeMany(others);
  await fanOut.subscribe([null], feedDocument('{ global: true }', 'url description'));
  await fanOut.prime();
  await feed(fanOut, fourOutstanding, warmUp);
  if (behaviour === 'stalled') await load.stall(others);
  const { p99 } = await deliveryTimes(load, pace, () => events.emitBy([events.actor], { descriptionLength }));
  const { rss, used } = await server.memory();
  return {
    [`stalled ${behaviour} p99`]: p99,
    [`stalled ${behaviour} used`]: used / megabyte,
    [`stalled ${behaviour} rss`]: rss / megabyte,
  };
}
