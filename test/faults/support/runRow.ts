import { mkdir } from 'node:fs/promises';
import { eventually } from '../../support/eventually.ts';
import { curators } from './cast.ts';
import { flooder } from './flood.ts';
import { MachineLoad } from './MachineLoad.ts';
import type { OwnServices } from './OwnServices.ts';
import type { Random } from './Random.ts';
import type { Bounds, Scenario } from './Scenario.ts';
import { checkDatabase } from './verify/checkDatabase.ts';
import { checkLedger } from './verify/checkLedger.ts';
import { checkSubscriber, missingOf } from './verify/checkSubscriber.ts';
import { type Findings, noFindings } from './verify/Findings.ts';
import { longest, measure, type Taken } from './verify/measure.ts';
import { isQuiet, readTruth, type Truth } from './verify/readTruth.ts';
import { tooSlow } from './verify/tooSlow.ts';
import { World } from './World.ts';

export interface RowOptions {
  readonly services: OwnServices;
  readonly random: Random;
  /** For the ledger and the logs. */
  readonly directory: string;
  /** Outages and repetitions as short as they can be. */
  readonly isBrief?: boolean;
  /** The bounds are so many times as wide. Default: as often as the machine had more to do at a time than it has processors. */
  readonly slack?: number;
}

export interface RowResult {
  readonly name: string;
  readonly seed: number;
  readonly mutations: number;
  readonly unknown: number;
  readonly deliveries: number;
  readonly absorbed: number;
  readonly events: number;
  readonly findings: Findings;
  /** The longest of each kind, in ms. */
  readonly times: Readonly<Record<keyof Bounds, number>>;
  /** How much wider the bounds were. */
  readonly slack: number;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  readonly tookMs: number;
}

/** On top of the bounds, until it is said that something never comes. */
const patienceMs = 15_000;

/** One row of the table: a world of its own, the fault, and what the ledger says of it afterwards. */
export async function runRow(scenario: Scenario, options: RowOptions): Promise<RowResult> {
  const startedAt = Date.now();
  const { random, directory, services, isBrief = false } = options;
  await mkdir(directory, { recursive: true });
  using load = new MachineLoad();
  await using world = await World.open({ services, options: scenario.world ?? {}, random, directory, isBrief });
  await suffer(world, scenario, random);
  const { feedMs, handlersMs } = scenario.bounds;
  await settle(world, Math.max(feedMs, handlersMs) * (options.slack ?? load.overload) + patienceMs);
  return await judge(world, scenario, { slack: options.slack ?? load.overload, seed: random.seed, startedAt });
}

/** The fault, while curators work. */
async function suffer(world: World, scenario: Scenario, random: Random): Promise<void> {
  const stop = new AbortController();
  const working = Promise.all(curators.map((did) => world.curator(did).work(stop.signal)));
  try {
    await scenario.run(world, random);
  } catch (error) {
    world.problems.push(`the scenario could not go on: ${error instanceof Error ? error.stack : String(error)}`);
  } finally {
    stop.abort();
    await working;
  }
}

/** Waits until nothing is due any more. What does not come is told by the checks, in detail. */
async function settle(world: World, withinMs: number): Promise<void> {
  const isSettled = async (): Promise<boolean> => {
    // Asked often, and mostly answered no: all that happened is read when it may be all.
    if (!(await isQuiet(world.databaseUrl))) return false;
    const truth = await readTruth(world.databaseUrl);
    return world.subscribers.every((subscriber) => missingOf(subscriber, truth).length === 0);
  };
  await Promise.allSettled([eventually(isSettled, { withinMs, everyMs: 200 })]);
}

async function judge(
  world: World,
  { name, bounds }: Scenario,
  { slack, seed, startedAt }: { slack: number; seed: number; startedAt: number },
): Promise<RowResult> {
  const truth = await readTruth(world.databaseUrl);
  const { entries } = world.ledger;
  const findings = noFindings();
  checkDatabase(truth, world.sharedUrls, findings);
  checkLedger(entries, truth, findings);
  checkCertain(world.certain, truth, findings);
  for (const subscriber of world.subscribers) checkSubscriber(subscriber, truth, findings);
  for (const { key, isDone, isDead, error } of truth.deliveries) {
    if (!isDone) findings.lost.push(`${key} is ${isDead ? 'dead' : 'not done'}: ${error}`);
  }
  const taken = measure({ subscribers: world.subscribers, outages: world.outages, entries, truth });
  const phases = world.phases.length > 0 ? world.phases : [{ from: startedAt, to: Date.now(), bounds }];
  const dispatches = [...world.dispatched.values()].reduce((sum, count) => sum + count, 0);
  return {
    name,
    seed,
    mutations: entries.filter(({ actor }) => actor !== flooder).length,
    unknown: entries.filter(({ outcome }) => outcome === 'unknown').length,
    deliveries: truth.deliveries.filter(({ isDone }) => isDone).length,
    absorbed: dispatches - world.dispatched.size,
    events: world.subscribers.reduce((sum, { received }) => sum + received.length, 0),
    findings,
    times: longestOf(taken),
    slack,
    problems: [...world.problems, ...silentChannels(world), ...tooSlow(taken, phases, slack)],
    notes: world.notes,
    tookMs: Date.now() - startedAt,
  };
}

const longestOf = (taken: readonly Taken[]): RowResult['times'] => ({
  feedMs: longest(taken, 'feedMs'),
  handlersMs: longest(taken, 'handlersMs'),
  mutationMs: longest(taken, 'mutationMs'),
  feedMeanwhileMs: longest(taken, 'feedMeanwhileMs'),
});

function checkCertain(
  certain: ReadonlyMap<string, boolean>,
  { feedChanges }: Truth,
  { lost, phantom }: Findings,
): void {
  const happened = new Set(feedChanges.map(({ url }) => url));
  for (const [url, has] of certain) {
    if (has && !happened.has(url)) lost.push(`${url} was committed`);
    if (!has && happened.has(url)) phantom.push(`${url} was never committed`);
  }
}

/** A check of the check: a kind of channel on which nobody got anything has shown nothing. */
function silentChannels({ subscribers }: World): string[] {
  const byKind = Map.groupBy(subscribers, ({ channel }) => channel.kind);
  return [...byKind]
    .filter(([, listening]) => listening.every(({ received }) => received.length === 0))
    .map(([kind]) => `nobody got anything on ${kind}`);
}
