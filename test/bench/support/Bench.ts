import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { migrate } from '../../../src/shared/infrastructure/database/migrate.ts';
import { dropDatabase, newDatabaseName, query, withDatabase } from '../../support/databaseServer.ts';
import { log } from '../../support/log.ts';
import { startServices, type TestServices } from '../../support/services.ts';
import { type Cores, divideCores, pinned } from './cores.ts';
import { peersDirectory } from './installPeers.ts';
import { type Issuer, startIssuer } from './issuer.ts';
import { MeasuredProcess } from './MeasuredProcess.ts';

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

const run = promisify(execFile);
const taskMs = 120_000;

/** Programs in peers/. */
export type Peer = 'obvious' | 'plainWs' | 'mercurius' | 'bullmq';

/** A database of its own, and what belongs to it. */
export interface Place extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** REDIS_PREFIX */
  readonly prefix: string;
}

/** The surroundings of all measurements: PostgreSQL, Redis, cores, and the processes on them. */
export class Bench implements AsyncDisposable {
  /** Undefined: nothing is pinned. */
  readonly cores: Cores | undefined;
  readonly #services: TestServices;
  readonly #issuer: Issuer;
  readonly #directory: string;
  readonly #opened: AsyncDisposableStack;
  readonly #template: string;
  #started = 0;

  private constructor(parts: BenchParts) {
    this.cores = parts.cores;
    this.#services = parts.services;
    this.#directory = parts.directory;
    this.#template = parts.template;
    this.#issuer = parts.issuer;
    this.#opened = parts.opened;
  }

  /** @param directory for the logs of the processes */
  static async open(directory: string): Promise<Bench> {
    await mkdir(directory, { recursive: true });
    const cores = await divideCores(); // before anything is started, which runs where this process does
    await using opened = new AsyncDisposableStack();
    const services = opened.use(await startServices({ durable: true }));
    const issuer = opened.use(await startIssuer());
    const template = newDatabaseName('template');
    await query(services.databaseUrl, `CREATE DATABASE ${template}`);
    opened.defer(() => dropDatabase(services.databaseUrl, template));
    await migrate({ connectionString: withDatabase(services.databaseUrl, template), log });
    return new Bench({ cores, services, issuer, directory, template, opened: opened.move() });
  }

  get redisUrl(): string {
    return this.#services.redisUrl;
  }

  /** With all migrations applied and nothing in it. */
  async place(): Promise<Place> {
    const { databaseUrl, redisUrl } = this.#services;
    const name = newDatabaseName('clone');
    await query(databaseUrl, `CREATE DATABASE ${name} TEMPLATE ${this.#template}`);
    return {
      databaseUrl: withDatabase(databaseUrl, name),
      redisUrl,
      prefix: name,
      [Symbol.asyncDispose]: () => dropDatabase(databaseUrl, name),
    };
  }

  /** The server as `npm start` runs it in production. It logs as it does there, unless `env` says otherwise. */
  ours(place: Place, env: Readonly<Record<string, string>> = {}): Promise<MeasuredProcess> {
    return this.#start(main, {
      ROLE: 'api',
      DATABASE_URL: place.databaseUrl,
      REDIS_URL: place.redisUrl,
      REDIS_PREFIX: place.prefix,
      ...this.#issuer.env,
      ...env,
    });
  }

  peer(name: Peer, env: Readonly<Record<string, string>> = {}): Promise<MeasuredProcess> {
    const surroundings = { NODE_ENV: 'production', REDIS_URL: this.redisUrl };
    return this.#start(path.join(peersDirectory, `${name}.ts`), { ...surroundings, ...env });
  }

  /**
   * Runs a program where the servers run, to its end, with an object for it to read as JSON in its first argument, and gives what it
   * printed, read as JSON. Rejects when it fails, and after two minutes.
   */
  async task(program: string, argument: object): Promise<unknown> {
    const [command = '', ...args] = pinned(this.cores?.server, [process.execPath, program, JSON.stringify(argument)]);
    const { stdout } = await run(command, args, { timeout: taskMs });
    return JSON.parse(stdout);
  }

  /** For ours. */
  tokenOf(did: string): Promise<string> {
    return this.#issuer.tokenOf(did);
  }

  #start(program: string, env: Readonly<Record<string, string>>): Promise<MeasuredProcess> {
    const name = `${(this.#started += 1)}-${path.basename(program, '.ts')}.log`;
    return MeasuredProcess.start({
      program,
      env,
      cores: this.cores?.server,
      logFile: path.join(this.#directory, name),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}

interface BenchParts {
  readonly cores: Cores | undefined;
  readonly services: TestServices;
  readonly issuer: Issuer;
  readonly directory: string;
  readonly template: string;
  readonly opened: AsyncDisposableStack;
}
