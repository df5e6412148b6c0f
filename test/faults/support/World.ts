import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Timing } from '../../../src/composition/AppHooks.ts';
import { Instance } from '../../e2e/Instance.ts';
import { query } from '../../support/databaseServer.ts';
import { TcpProxy } from '../../support/TcpProxy.ts';
import { Curator } from './Curator.ts';
import { author, curators, issueTokens, secret } from './cast.ts';
import { Ledger } from './Ledger.ts';
import { Mutations } from './Mutations.ts';
import type { OwnServices } from './OwnServices.ts';
import { populate } from './populate.ts';
import type { Random } from './Random.ts';
import type { Bounds, Scenario, WorldOptions } from './Scenario.ts';
import { type Channel, Subscriber } from './Subscriber.ts';

const shiftClock = new URL('shiftClock.ts', import.meta.url);
const heads = z.array(z.object({ epoch: z.string(), head: z.string().transform(Number) }));

type Role = 'api' | 'worker';

interface SubscribeOptions {
  /** Where in the log it begins. Default: now. */
  readonly from?: 'the beginning' | 'now';
  /** The instance to connect to first. */
  readonly at?: string;
  readonly isVerbose?: boolean;
}

interface StartOptions {
  readonly aheadMs?: number;
  readonly env?: Record<string, string>;
  /** In place of the world's. */
  readonly timing?: Timing | undefined;
  /** Nobody uses it but who started it. */
  readonly isHidden?: boolean;
}

/** In ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A span of time with bounds of its own. */
export interface Phase extends Span {
  readonly bounds: Bounds;
}

/** Instances, curators and subscribers on one database. */
export class World implements AsyncDisposable {
  readonly databaseUrl: string;
  readonly services: OwnServices;
  /** Outages and repetitions are to be as short as they can be. */
  readonly isBrief: boolean;
  readonly ledger: Ledger;
  readonly subscribers: Subscriber[] = [];
  /** In which a fault lasted. */
  readonly outages: Span[] = [];
  /** The faults of a row that has several, in their order. */
  readonly phases: Phase[] = [];
  /** What must not have happened. */
  readonly problems: string[] = [];
  /** Notes of a scenario, for the report. */
  readonly notes: string[] = [];
  /** Addresses whose save has an unknown outcome for whoever asked for it, although we know: whether it happened. */
  readonly certain = new Map<string, boolean>();
  /** How often each delivery was put into a queue. */
  readonly dispatched = new Map<string, number>();
  readonly sharedUrls = [1, 2, 3, 4, 5].map((n) => `https://example.org/shared/${n}`);
  readonly mutations: Mutations;
  readonly redisProxy: TcpProxy | undefined;
  readonly postgresProxy: TcpProxy | undefined;
  readonly #options: WorldOptions;
  readonly #random: Random;
  readonly #tokens: ReadonlyMap<string, string>;
  readonly #directory: string;
  readonly #opened: AsyncDisposableStack;
  readonly #instances: { readonly role: Role; readonly instance: Instance }[] = [];
  readonly #expectedEnds = new Set<Instance>();
  #started = 0;

  private constructor(parts: WorldParts) {
    this.databaseUrl = parts.databaseUrl;
    this.services = parts.services;
    this.isBrief = parts.isBrief;
    this.ledger = parts.ledger;
    this.redisProxy = parts.redisProxy;
    this.postgresProxy = parts.postgresProxy;
    this.#options = parts.options;
    this.#random = parts.random;
    this.#tokens = parts.tokens;
    this.#directory = parts.directory;
    this.#opened = parts.opened;
    this.mutations = new Mutations(parts.ledger, parts.tokens);
  }

  static async open({ services, options, random, directory, isBrief }: Surroundings): Promise<World> {
    await using opened = new AsyncDisposableStack();
    const ledger = opened.use(new Ledger(path.join(directory, 'ledger.jsonl')));
    const databaseUrl = await services.createDatabase();
    const proxyTo = async (url: string): Promise<TcpProxy> => opened.use(await TcpProxy.to(Number(new URL(url).port)));
    const redisProxy = options.redisByProxy ? await proxyTo(services.redisUrl) : undefined;
    const postgresProxy = options.postgresByProxy ? await proxyTo(databaseUrl) : undefined;
    const tokens = await issueTokens();
    const parts = {
      services,
      options,
      random,
      directory,
      isBrief,
      ledger,
      databaseUrl,
      redisProxy,
      postgresProxy,
      tokens,
    };
    const world = new World({ ...parts, opened: opened.move() });
    try {
      await world.#populate();
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
    return world;
  }

  get apis(): readonly Instance[] {
    return this.#running('api');
  }

  get workers(): readonly Instance[] {
    return this.#running('worker');
  }

  /** Resolves when it is ready. */
  async start(
    role: Role,
    { aheadMs = 0, env = {}, isHidden = false, timing = this.#options.timing }: StartOptions = {},
  ): Promise<Instance> {
    const logFile = path.join(this.#directory, `${(this.#started += 1)}-${role}.log`);
    const instance = await Instance.start(
      { ...this.#env(), ROLE: role, ...env },
      {
        logFile,
        ...(aheadMs === 0 ? {} : { preload: `${shiftClock.href}?ms=${aheadMs}` }),
        ...(timing && { timing }),
        onDispatched: (deliveries) => this.#noteDispatched(deliveries),
      },
    );
    this.#opened.use(instance);
    if (!isHidden) this.#instances.push({ role, instance });
    this.#watch(instance, logFile);
    return instance;
  }

  /** From here on its end is no surprise. */
  expectEnd(instance: Instance): void {
    this.#expectedEnds.add(instance);
  }

  /** A subscriber who begins at the present head of the log, or where it began to be written. */
  async subscribe(
    channel: Channel,
    viewer: string,
    { from = 'now', at, isVerbose = false }: SubscribeOptions = {},
  ): Promise<Subscriber> {
    const log = channel.kind === 'notifications' ? 'notifications' : 'feeds';
    const table = log === 'feeds' ? 'feed_head' : 'notification_head';
    const [head] = heads.parse(await query(this.databaseUrl, `SELECT epoch, head FROM ${table}`));
    if (!head) throw new Error(`there is no ${table}`);
    const position = from === 'now' ? head.head : 0;
    const subscriber = new Subscriber({
      channel,
      viewer,
      token: this.#tokens.get(viewer) ?? '',
      apiUrls: () => this.apis.map(({ url }) => url),
      first: at === undefined ? this.subscribers.length : this.apis.findIndex(({ url }) => url === at),
      start: { log, epoch: head.epoch, position },
      isVerbose,
    });
    this.#opened.use(subscriber);
    this.subscribers.push(subscriber);
    return subscriber;
  }

  /** It goes, and nothing is expected of it any more. */
  async dismiss(subscriber: Subscriber): Promise<void> {
    this.subscribers.splice(this.subscribers.indexOf(subscriber), 1);
    await subscriber[Symbol.asyncDispose]();
  }

  /** Somebody who mutates, and is no reader and not the author. */
  curator(did: string): Curator {
    return new Curator({
      did,
      random: this.#random.fork(did),
      mutations: this.mutations,
      apiUrls: () => this.apis.map(({ url }) => url),
      sharedUrls: this.sharedUrls,
      others: [...curators, author],
      pauseMs: this.#options.pauseMs ?? 300,
    });
  }

  /** What is committed while `fault` runs need not be anywhere before it is over, but by `feedMeanwhileMs`. */
  async outage(fault: () => Promise<void>): Promise<void> {
    const from = Date.now();
    await fault();
    this.outages.push({ from, to: Date.now() });
  }

  async phase(scenario: Scenario, random: Random): Promise<void> {
    const from = Date.now();
    await scenario.run(this, random);
    this.phases.push({ from, to: Date.now(), bounds: scenario.bounds });
  }

  #running(role: Role): Instance[] {
    return this.#instances
      .filter((entry) => entry.role === role && !entry.instance.hasEnded)
      .map(({ instance }) => instance);
  }

  async #populate(): Promise<void> {
    const { clockAheadMs = 0, workers = 1 } = this.#options;
    await Promise.all([
      this.start('api', { aheadMs: clockAheadMs }),
      this.start('api', { aheadMs: -clockAheadMs }),
      ...Array.from({ length: workers }, () => this.start('worker')),
    ]);
    await populate(this);
  }

  #env(): Record<string, string> {
    const through = (url: string, proxy: TcpProxy | undefined): string => {
      const proxied = new URL(url);
      if (proxy) proxied.port = String(proxy.port);
      return proxied.href;
    };
    return {
      DATABASE_URL: through(this.databaseUrl, this.postgresProxy),
      REDIS_URL: through(this.services.redisUrl, this.redisProxy),
      REDIS_PREFIX: new URL(this.databaseUrl).pathname.slice(1),
      AUTH_SECRET: secret,
      CARD_METADATA: 'off',
      LOG_LEVEL: 'info',
    };
  }

  #noteDispatched(deliveries: readonly string[]): void {
    for (const delivery of deliveries) this.dispatched.set(delivery, (this.dispatched.get(delivery) ?? 0) + 1);
  }

  #watch(instance: Instance, logFile: string): void {
    const complain = (): void => {
      if (this.#expectedEnds.has(instance) || this.#opened.disposed) return;
      this.problems.push(`a process ended by itself (${instance.end}): ${pathToFileURL(logFile).pathname}`);
    };
    instance.ended().then(complain, complain);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}

interface Surroundings {
  readonly services: OwnServices;
  readonly options: WorldOptions;
  readonly random: Random;
  /** For the ledger and the logs of the instances. */
  readonly directory: string;
  readonly isBrief: boolean;
}

interface WorldParts extends Surroundings {
  readonly ledger: Ledger;
  readonly databaseUrl: string;
  readonly redisProxy: TcpProxy | undefined;
  readonly postgresProxy: TcpProxy | undefined;
  readonly tokens: ReadonlyMap<string, string>;
  readonly opened: AsyncDisposableStack;
}
