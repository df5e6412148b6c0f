import { FanOut } from '../support/FanOut.ts';
import { bursts, feed, fourOutstanding, measureCost, oneAtATime } from '../support/feeding.ts';
import { type Figures, unprepared } from '../support/Part.ts';

/** Until what a change and a delivery take is compiled, and what opening the sockets left behind is collected. */
const warmUp = { forMs: 6_000 };
const measured = { forMs: 2_500 };
/** The obvious one takes a minute for 150 events to 5,000 subscribers: what it has delivered by the limit counts. */
const burst = { forMs: 2_500, limitMs: 30_000 };

/** Deliveries per CPU second of the serving process, to subscribers of the global feed. Each server is started anew each time. */
export const fanout = unprepared('fanout', (bench) => {
  const ours = () => FanOut.ofOurs(bench);
  const obvious = () => FanOut.ofPeer(bench, 'obvious');
  const plain = () => FanOut.ofPeer(bench, 'plainWs');
  return {
    '1,000, ours': () => measure(ours, 1_000, 'ours'),
    '1,000, obvious': () => measure(obvious, 1_000, 'obvious'),
    '1,000, plain ws': () => measure(plain, 1_000, 'plain'),
    '5,000, ours': () => measure(ours, 5_000, 'ours'),
    '5,000, obvious': () => measure(obvious, 5_000, 'obvious'),
    '5,000, plain ws': () => measure(plain, 5_000, 'plain'),
  };
});

async function measure(start: () => Promise<FanOut>, subscribers: number, name: string): Promise<Figures> {
  await using fanOut = await start();
  await fanOut.subscribeMany(subscribers);
  await fanOut.prime();
  await feed(fanOut, fourOutstanding, warmUp);
  const figures: Record<string, number> = {};
  const note = (way: string, { deliveries, cpuSeconds }: Awaited<ReturnType<typeof measureCost>>): void => {
    figures[`fanout ${subscribers} ${name} ${way}`] = deliveries / cpuSeconds;
  };
  note('one', await measureCost(fanOut, oneAtATime, measured));
  note('four', await measureCost(fanOut, fourOutstanding, measured));
  note('burst', await measureCost(fanOut, bursts, burst));
  return figures;
}
