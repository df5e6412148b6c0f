import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { migrate } from '../../../src/shared/infrastructure/database/migrate.ts';
import { type KeyServer, newKey, type SigningKey, sign, startKeyServer } from '../../shared/auth/keyServer.ts';
import { dropDatabase, newDatabaseName, query, withDatabase } from '../../support/databaseServer.ts';
import { log } from '../../support/log.ts';
import { startServices, type TestServices } from '../../support/services.ts';
import { type Cores, divideCores, pinned } from './cores.ts';
import { peersDirectory } from './installPeers.ts';
import { MeasuredProcess } from './MeasuredProcess.ts';

const [issuer, audience] = ['https://issuer.example', 'https://commonplace.example'];
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
  readonly #directory: string;
  readonly #opened: AsyncDisposableStack;
  readonly #template: string;
  readonly #issuer: TokenIssuer;
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
    const template = newDatabaseName('template');
    await query(services.databaseUrl, `CREATE DATABASE ${template}`);
    opened.defer(() => dropDatabase(services.databaseUrl, template));
    await migrate({ connectionString: withDatabase(services.databaseUrl, template), log });
    const key = await newKey('of the benchmarks');
    const keys = opened.use(await startKeyServer(key));
    return new Bench({ cores, services, directory, template, issuer: { key, keys }, opened: opened.move() });
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

  /** The server as it runs in production. */
  ours(place: Place, env: Readonly<Record<string, string>> = {}): Promise<MeasuredProcess> {
    return this.#start(main, {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      ROLE: 'api',
      DATABASE_URL: place.databaseUrl,
      REDIS_URL: place.redisUrl,
      REDIS_PREFIX: place.prefix,
      AUTH_JWKS_URL: this.#issuer.keys.url.href,
      AUTH_ISSUER: issuer,
      AUTH_AUDIENCE: audience,
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
    const now = Math.floor(Date.now() / 1_000);
    return sign(this.#issuer.key, { sub: did, iss: issuer, aud: audience, iat: now, exp: now + 3_600 });
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

/** Who signs the tokens, and where our server finds out. */
interface TokenIssuer {
  readonly key: SigningKey;
  readonly keys: KeyServer;
}

interface BenchParts {
  readonly issuer: TokenIssuer;
  readonly cores: Cores | undefined;
  readonly services: TestServices;
  readonly directory: string;
  readonly template: string;
  readonly opened: AsyncDisposableStack;
}
