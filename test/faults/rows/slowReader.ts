import { setTimeout as delay } from 'node:timers/promises';
import { readers } from '../support/cast.ts';
import { flood } from '../support/flood.ts';
import { residentMb } from '../support/processState.ts';
import type { Random } from '../support/Random.ts';
import type { Scenario } from '../support/Scenario.ts';
import type { Subscriber } from '../support/Subscriber.ts';
import type { World } from '../support/World.ts';

const stalledSubscribers = 20;
/** What is sent to each while it does not read: 30 KB a change, which is more than the system keeps for them. */
const changes = 600;
/** Of the instance, over what it was before. Without a bound the stalled ones would take 300 MB. */
const allowedGrowthMb = 150;

/** Subscribers that keep their sockets open and take nothing from them. Most go away, some read on. */
export const slowReader: Scenario = {
  name: 'subscriber-stops-reading',
  fault: 'a subscriber that stops reading for a minute',
  bounds: { feedMs: 5_000, handlersMs: 10_000, mutationMs: 5_000 },
  world: { pauseMs: 400 },
  isLong: true,
  async run(world, random) {
    const [instance] = world.apis;
    if (!instance) throw new Error('unreachable: it was started');
    // What it takes for so much at all, it has taken before.
    await flood(world, 100);
    const stalled: Subscriber[] = [];
    for (let count = 0; count < stalledSubscribers; count += 1) {
      stalled.push(
        await world.subscribe({ kind: 'global' }, random.pick(readers), { at: instance.url, isVerbose: true }),
      );
    }
    await delay(2_000);
    for (const subscriber of stalled) subscriber.pause();

    const before = await residentMb(instance.pid);
    const highest = await watchWhile(instance.pid, floodSlowly(world, random, world.isBrief ? 12_000 : 60_000));
    const growth = Math.round(highest - before);
    world.notes.push(
      `${stalledSubscribers} subscribers stopped reading: ${Math.round(before)} MB grew by ${growth} MB at most`,
    );
    if (growth > allowedGrowthMb)
      world.problems.push(`the instance grew by ${growth} MB, the bound is ${allowedGrowthMb} MB`);

    for (const subscriber of stalled.slice(2)) await world.dismiss(subscriber);
    for (const subscriber of stalled.slice(0, 2)) subscriber.resume();
    await delay(1_000);
    const codes = stalled.slice(0, 2).flatMap(({ endings }) => endings.map(({ closeCode }) => closeCode));
    world.notes.push(`those who read on had been closed with ${codes.join(', ') || 'nothing'}`);
  },
};

async function floodSlowly(world: World, random: Random, forMs: number): Promise<void> {
  const batches = 30;
  for (let batch = 0; batch < batches; batch += 1) {
    await flood(world, changes / batches);
    await delay(random.int((forMs / batches) * 0.8, (forMs / batches) * 1.2));
  }
}

/** The most memory that a process had while something went on, in MB. */
async function watchWhile(pid: number, work: Promise<void>): Promise<number> {
  let highest = 0;
  const stop = new AbortController();
  const watching = (async () => {
    while (!stop.signal.aborted) {
      highest = Math.max(highest, await residentMb(pid));
      await delay(250);
    }
  })();
  try {
    await work;
  } finally {
    stop.abort();
    await watching;
  }
  return highest;
}
