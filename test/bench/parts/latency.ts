import { FanOut } from '../support/FanOut.ts';
import { feed, fourOutstanding } from '../support/feeding.ts';
import { deliveryTimes } from '../support/openLoop.ts';
import { type Figures, unprepared } from '../support/Part.ts';

const subscribers = 1_000;
/** 10,000 deliveries a second. */
const pace = { everyMs: 100, events: 60 };
const warmUp = { forMs: 2_000, limitMs: 10_000 };

/** From the commit, or where there is none from the publishing, until the client has it. */
export const latency = unprepared('latency', (bench) => ({
  ours: () => measure(FanOut.ofOurs(bench), 'ours'),
  obvious: () => measure(FanOut.ofPeer(bench, 'obvious'), 'obvious'),
}));

async function measure(starting: Promise<FanOut>, name: string): Promise<Figures> {
  await using fanOut = await starting;
  await fanOut.subscribeMany(subscribers);
  await fanOut.prime();
  await feed(fanOut, fourOutstanding, warmUp);
  const { p50, p99 } = await deliveryTimes(fanOut.load, pace, () => fanOut.events.emit(1));
  return { [`latency ${name} p50`]: p50, [`latency ${name} p99`]: p99 };
}
