import { FanOut } from '../support/FanOut.ts';
import { feed, fourOutstanding } from '../support/feeding.ts';
import { type Figures, unprepared } from '../support/Part.ts';

/** They are there before, and hear a second of events: what comes with the first ones, such as compiled code and a grown heap, is nobody's share. */
const first = 500;
const further = 2_000;
const warmUp = { forMs: 1_000, limitMs: 10_000 };

/**
 * The same young generation for all, of the size that Node documents as its own. Where a machine has much memory it is larger, and then
 * most of what a process grows by is how far that was filled so far, by whomever.
 */
const youngGeneration = { NODE_OPTIONS: '--max-semi-space-size=16' };

/** Memory per subscriber of the global feed who has had events and now hears nothing: the growth for so many more, after a garbage collection. */
export const idle = unprepared('idle', (bench) => ({
  ours: () => measure(FanOut.ofOurs(bench, youngGeneration), 'ours'),
  obvious: () => measure(FanOut.ofPeer(bench, 'obvious', youngGeneration), 'obvious'),
  mercurius: () => measure(FanOut.ofPeer(bench, 'mercurius', youngGeneration), 'mercurius'),
}));

async function measure(starting: Promise<FanOut>, name: string): Promise<Figures> {
  await using fanOut = await starting;
  const settled = async (subscribers: number) => {
    await fanOut.subscribeMany(subscribers);
    await fanOut.prime();
    await feed(fanOut, fourOutstanding, warmUp);
    await fanOut.quiet();
    return await fanOut.server.memory();
  };
  const before = await settled(first);
  const after = await settled(further);
  const perSubscriber = (kind: 'rss' | 'used'): number => (after[kind] - before[kind]) / further / 1024;
  return { [`idle ${name} rss`]: perSubscriber('rss'), [`idle ${name} used`]: perSubscriber('used') };
}
