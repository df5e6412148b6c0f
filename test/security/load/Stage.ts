import { setTimeout as delay } from 'node:timers/promises';
import { maxUnwrittenBytes } from '../../../src/graphql/sockets/FrameWriter.ts';
import { Bench } from '../../bench/support/Bench.ts';
import type { MeasuredProcess, Memory } from '../../bench/support/MeasuredProcess.ts';
import type { Figures } from '../../bench/support/Part.ts';
import { SequencedSaves } from '../../bench/support/SequencedSaves.ts';
import { eventually } from '../../support/eventually.ts';
import { Friend } from './Friend.ts';
import { HostileProcess } from './HostileProcess.ts';
import { type HostilityName, hostileViewers } from './hostilities.ts';
import { neverReading } from './neverRead.ts';
import { Samples } from './Samples.ts';

const friends = 2;
/** What each of them does in a second: 12 operations, of the 30 that it may. Changes come from another instance. */
const measuredPace: Pace = { mutations: 5, queries: 7, changes: 8 };
/** Nearly as much as they may. */
const warmUpPace: Pace = { mutations: 14, queries: 14, changes: 20 };
/** A server that has just started runs code that is not compiled yet, and takes twice as long for everything. */
const warmUpSeconds = 30;
/** Changes for those who never read, 29 KB each to each of them; and after how many times so many they are left as they are. */
const filling = { changesAtOnce: 20, atMost: 15 } as const;
/** Of each change, as long as it may be. */
const descriptionLength = 1_000;
/** As many as the friends' own saves have under way. */
const fewDeliveries = 20;
const metricsToken = 'metrics-of-the-load-test';
/** Those of issuer.ts are lifted: blank is unset, and what is unset has its default. */
const defaultLimits = {
  RATE_LIMIT_PER_VIEWER: '',
  RATE_LIMIT_PER_ADDRESS: '',
  MAX_SOCKETS_PER_VIEWER: '',
  MAX_SOCKETS_PER_ADDRESS: '',
  MAX_WAITING_SOCKETS_PER_ADDRESS: '',
  MAX_WAITING_OPERATIONS_PER_ADDRESS: '',
};

interface Pace {
  readonly mutations: number;
  readonly queries: number;
  readonly changes: number;
}

export interface SlotResult {
  readonly figures: Figures;
  readonly failures: readonly string[];
  /** Of each hostility. */
  readonly tallies: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Of the server, with everything that is hostile still there. */
  readonly memory: Memory;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The server as it runs in production, those who use it as it is meant, and, at times, those who do not. */
export class Stage implements AsyncDisposable {
  readonly bench: Bench;
  readonly #server: MeasuredProcess;
  readonly #changes: SequencedSaves;
  readonly #friends: Friend[] = [];
  readonly #samples = new Samples();
  readonly #hostileTokens: readonly string[];
  readonly #opened: AsyncDisposableStack;
  #emitted = 0;

  private constructor(
    parts: { bench: Bench; server: MeasuredProcess; changes: SequencedSaves; hostileTokens: readonly string[] },
    opened: AsyncDisposableStack,
  ) {
    this.bench = parts.bench;
    this.#server = parts.server;
    this.#changes = parts.changes;
    this.#hostileTokens = parts.hostileTokens;
    this.#opened = opened;
  }

  /** @param directory for the log of the server */
  static async open(directory: string): Promise<Stage> {
    await using opened = new AsyncDisposableStack();
    const bench = opened.use(await Bench.open(directory));
    const place = opened.use(await bench.place());
    const changes = opened.use(await SequencedSaves.open(place));
    const env = { ROLE: 'all', CARD_METADATA: 'off', METRICS_TOKEN: metricsToken, ...defaultLimits };
    const server = opened.use(await bench.ours(place, env));
    const dids = Array.from({ length: hostileViewers }, (_, index) => `did:plc:hostile-${index}`);
    const hostileTokens = await Promise.all(dids.map((did) => bench.tokenOf(did)));
    const stage = new Stage({ bench, server, changes, hostileTokens }, opened.move());
    for (let number = 1; number <= friends; number += 1) await stage.#befriend(number);
    await stage.#use(warmUpPace, warmUpSeconds);
    await stage.#untilStill();
    stage.#samples.take('', friends);
    return stage;
  }

  async #befriend(number: number): Promise<void> {
    const friend = await Friend.open(
      {
        url: this.#server.url,
        token: await this.bench.tokenOf(`did:plc:friend-${number}`),
        localAddress: `127.0.0.${10 + number}`,
        follows: this.#changes.actor,
        samples: this.#samples,
      },
      () => this.#emit(),
    );
    this.#friends.push(this.#opened.use(friend));
  }

  async #emit(count = 1): Promise<void> {
    const urls = Array.from({ length: count }, () => `https://example.org/change/${(this.#emitted += 1)}`);
    const actors = urls.map(() => this.#changes.actor);
    const committedAt = await this.#changes.emitBy(actors, { urls, descriptionLength });
    for (const url of urls) this.#samples.committed(url, committedAt);
  }

  /**
   * Has changes come until the server keeps as much as it does at most for nearly all of those who never read: what they cost from then on is
   * that they are there.
   */
  async #fill(): Promise<void> {
    const full = (await this.memory()).used + 0.9 * neverReading * maxUnwrittenBytes;
    for (let times = 0; times < filling.atMost && (await this.memory()).used < full; times += 1) {
      await this.#emit(filling.changesAtOnce);
      await eventually(() => this.#samples.haveArrivedAt(friends), { withinMs: 30_000 });
    }
    this.#samples.take('', friends);
  }

  /** What the friends wait for in so many seconds, with all of these hostile to the server. Resolves when it has got rid of them. */
  async slot(name: string, hostilities: readonly HostilityName[], seconds: number): Promise<SlotResult> {
    let result: SlotResult;
    {
      await using hostile = new AsyncDisposableStack();
      const begin = async (which: readonly HostilityName[]) =>
        Promise.all(
          which.map(async (hostility) => {
            const order = { name: hostility, url: `${this.#server.url}/graphql`, tokens: [...this.#hostileTokens] };
            return [hostility, hostile.use(await HostileProcess.start(order))] as const;
          }),
        );
      // Who never reads comes first: filling what is kept for them takes the server a while.
      const [first, others] = [
        hostilities.filter((each) => each === 'never read'),
        hostilities.filter((each) => each !== 'never read'),
      ];
      const processes = await begin(first);
      if (first.length > 0) await this.#fill();
      processes.push(...(await begin(others)));
      const { figures, failures } = await this.#measure(name, seconds);
      const tallies = Object.fromEntries(
        await Promise.all(processes.map(async ([hostility, process]) => [hostility, await process.tally()] as const)),
      );
      result = { figures, failures, tallies, metrics: await this.#metrics(), memory: await this.memory() };
    }
    await this.#untilStill();
    return result;
  }

  /** `<name> cpu` is which part of a core the server took. */
  async #measure(name: string, seconds: number): Promise<Pick<SlotResult, 'figures' | 'failures'>> {
    const [cpuBefore, beganAt] = [await this.#server.cpuSeconds(), performance.now()];
    await this.#use(measuredPace, seconds);
    const cpu = (await this.#server.cpuSeconds()) - cpuBefore;
    const { figures, failures } = this.#samples.take(name, friends);
    return { figures: { ...figures, [`${name} cpu`]: (cpu * 1_000) / (performance.now() - beganAt) }, failures };
  }

  /** Resolves when all was answered, and has arrived; or has not within 5 s, which counts as a failure. */
  async #use({ mutations, queries, changes }: Pace, seconds: number): Promise<void> {
    await Promise.all([
      regularly(changes, seconds, () => this.#emit()),
      ...this.#friends.flatMap((friend) => [
        regularly(mutations, seconds, () => friend.save()),
        regularly(queries, seconds, () => friend.read()),
      ]),
    ]);
    await eventually(() => this.#samples.haveArrivedAt(friends), { withinMs: 5_000 }).catch(() => {});
  }

  /** Resolves when what was there for a while has left nothing to be done. */
  async #untilStill(): Promise<void> {
    const isStill = async (): Promise<boolean> => {
      const { commonplace_open_sockets: sockets, commonplace_deliveries_undone: undone } = await this.#metrics();
      return sockets === friends && (undone ?? 0) < fewDeliveries;
    };
    await eventually(isStill, { withinMs: 60_000, everyMs: 200 });
  }

  memory(): Promise<Memory> {
    return this.#server.memory();
  }

  /** Those of ours that have no labels, and the sums of those that have. */
  async #metrics(): Promise<Readonly<Record<string, number>>> {
    const headers = { authorization: `Bearer ${metricsToken}` };
    const response = await fetch(`${this.#server.url}/metrics`, { headers });
    const sums: Record<string, number> = {};
    for (const [, name = '', value] of (await response.text()).matchAll(/^(commonplace_\w+)(?:\{.*\})? (\S+)/gm)) {
      sums[name] = (sums[name] ?? 0) + Number(value);
    }
    return sums;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}

/** At a fixed pace, whether what was begun before has ended or not. Resolves when all has. */
async function regularly(timesPerSecond: number, seconds: number, begin: () => Promise<void>): Promise<void> {
  const beganAt = performance.now();
  const begun: Promise<void>[] = [];
  for (let time = 0; time < timesPerSecond * seconds; time += 1) {
    await delay(Math.max(0, beganAt + (time * 1_000) / timesPerSecond - performance.now()));
    begun.push(begin());
  }
  await Promise.all(begun);
}
