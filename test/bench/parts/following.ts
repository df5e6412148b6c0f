import { TimeoutError } from '../../../src/shared/infrastructure/withTimeout.ts';
import { Random } from '../../faults/support/Random.ts';
import type { Bench } from '../support/Bench.ts';
import { FanOut, feedDocument } from '../support/FanOut.ts';
import { type Feeding, measureCost } from '../support/feeding.ts';
import { type Figures, unprepared } from '../support/Part.ts';
import type { SequencedSaves } from '../support/SequencedSaves.ts';

const viewers = 1_000;
const curators = 10_000;
const follows = 50;
/** Followers of a curator, on average. */
const reach = (viewers * follows) / curators;
const seed = 20_261;
/** Alike for all: four saves in one commit, and the next when they are delivered. */
const four: Feeding = { atOnce: 4 };
/** Until what a change takes is compiled: it is the most of what is measured here. */
const warmUp = { forMs: 8_000, limitMs: 15_000 };
const measured = { forMs: 3_000, limitMs: 15_000 };

/** CPU time per delivery, in µs: to those who follow some of many curators, and to as many, or as few, who are told of everything. */
export const following = unprepared('following', (bench) => ({
  following: () => measureFollowing(bench),
  global: () => measureGlobal(bench, viewers),
  'global, as few': () => measureGlobal(bench, reach),
}));

async function measureGlobal(bench: Bench, subscribers: number): Promise<Figures> {
  await using fanOut = await FanOut.ofOurs(bench);
  await fanOut.subscribeMany(subscribers);
  await fanOut.prime();
  await measureCost(fanOut, four, warmUp);
  return { [`following global ${subscribers}`]: microseconds(await measureCost(fanOut, four, measured)) };
}

const microseconds = ({ deliveries, cpuSeconds }: { deliveries: number; cpuSeconds: number }): number =>
  (cpuSeconds / deliveries) * 1e6;

async function measureFollowing(bench: Bench): Promise<Figures> {
  await using fanOut = await FanOut.ofOurs(bench);
  const random = new Random(seed);
  const cast = await introduce(fanOut.events, random);
  const tokens = await Promise.all(cast.viewers.map((did) => bench.tokenOf(did)));
  await fanOut.subscribe(tokens, feedDocument('{ following: true }'));
  await fanOut.prime(() => fanOut.events.emitBy([cast.herald]));
  const feedFollowers = feeder(fanOut, cast, random);

  await feedFollowers(warmUp);
  const before = await fanOut.server.cpuSeconds();
  await feedFollowers(measured);
  const cpuSeconds = (await fanOut.server.cpuSeconds()) - before;
  return { following: microseconds({ deliveries: await fanOut.load.count(), cpuSeconds }) };
}

interface Cast {
  readonly viewers: readonly string[];
  readonly curators: readonly string[];
  /** Followed by all, and silent once they have subscribed. */
  readonly herald: string;
  /** How many follow each curator. */
  readonly followers: ReadonlyMap<string, number>;
}

async function introduce({ saves }: SequencedSaves, random: Random): Promise<Cast> {
  const everybody = await saves.introduce(viewers + curators + 1);
  const [herald = '', ...others] = everybody;
  const cast = { herald, viewers: others.slice(0, viewers), curators: others.slice(viewers) };
  const pairs = cast.viewers.flatMap((viewer) => {
    const followed = new Set<string>();
    while (followed.size < follows) followed.add(random.pick(cast.curators));
    return [...followed].map((curator) => [viewer, curator] as const);
  });
  const insert = 'INSERT INTO follows SELECT gen_random_uuid(), *, now() FROM unnest($1::text[], $2::text[])';
  await saves.query(insert, [pairs.map(([viewer]) => viewer), pairs.map(([, curator]) => curator)]);
  await saves.query(insert, [cast.viewers, cast.viewers.map(() => herald)]);
  await saves.query('ANALYZE');
  const followers = new Map<string, number>();
  for (const [, curator] of pairs) followers.set(curator, (followers.get(curator) ?? 0) + 1);
  return { ...cast, followers };
}

/** Saves by random curators, four at a time; the next when those who follow them have been told. */
function feeder({ events, load }: FanOut<SequencedSaves>, cast: Cast, random: Random) {
  return async ({ forMs, limitMs }: { readonly forMs: number; readonly limitMs: number }): Promise<void> => {
    await load.reset();
    const beganAt = performance.now();
    const elapsed = (): number => performance.now() - beganAt;
    let due = 0;
    try {
      while (elapsed() < forMs) {
        const actors = Array.from({ length: four.atOnce }, () => random.pick(cast.curators));
        await events.emitBy(actors);
        for (const actor of actors) due += cast.followers.get(actor) ?? 0;
        await load.inAll(due, limitMs - elapsed());
      }
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  };
}
