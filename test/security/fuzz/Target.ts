import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { migrate } from '../../../src/shared/infrastructure/database/migrate.ts';
import { startIssuer } from '../../bench/support/issuer.ts';
import { MeasuredProcess } from '../../bench/support/MeasuredProcess.ts';
import { dropDatabase, newDatabaseName, query, withDatabase } from '../../support/databaseServer.ts';
import { log } from '../../support/log.ts';
import type { AttemptTarget } from './Attempt.ts';

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
const curators = ['did:plc:ada', 'did:plc:bob', 'did:plc:eve'];
const logLine = z.looseObject({ level: z.union([z.number(), z.string()]), msg: z.string().optional() });
const grave: ReadonlySet<unknown> = new Set([50, 60, 'error', 'fatal']);

export interface TargetOptions {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Where its log goes. */
  readonly directory: string;
}

/** The server as it runs in production, role all, on a database of its own; it limits no rates here, and shows its schema. */
export class Target implements AttemptTarget, AsyncDisposable {
  readonly tokens: readonly string[];
  readonly #server: MeasuredProcess;
  readonly #logFile: string;
  readonly #opened: AsyncDisposableStack;

  private constructor(
    parts: Pick<Target, 'tokens'> & { server: MeasuredProcess; logFile: string; opened: AsyncDisposableStack },
  ) {
    this.tokens = parts.tokens;
    this.#server = parts.server;
    this.#logFile = parts.logFile;
    this.#opened = parts.opened;
  }

  static async start({ databaseUrl, redisUrl, directory }: TargetOptions): Promise<Target> {
    await using opened = new AsyncDisposableStack();
    const name = newDatabaseName('clone');
    await query(databaseUrl, `CREATE DATABASE ${name}`);
    opened.defer(() => dropDatabase(databaseUrl, name));
    const ownDatabase = withDatabase(databaseUrl, name);
    await migrate({ connectionString: ownDatabase, log });
    const issuer = opened.use(await startIssuer());
    const logFile = path.join(directory, 'server.log');
    const env = {
      ROLE: 'all',
      DATABASE_URL: ownDatabase,
      REDIS_URL: redisUrl,
      REDIS_PREFIX: name,
      CARD_METADATA: 'off',
    };
    const server = opened.use(
      await MeasuredProcess.start({ program: main, env: { ...issuer.env, ...env }, cores: undefined, logFile }),
    );
    const tokens = await Promise.all(curators.map((did) => issuer.tokenOf(did)));
    return new Target({ tokens, server, logFile, opened: opened.move() });
  }

  get url(): string {
    return this.#server.url;
  }

  /** In bytes, after a garbage collection. */
  async memoryInUse(): Promise<number> {
    return (await this.#server.memory()).used;
  }

  /** Whether it is there, and answers. */
  async isWell(): Promise<boolean> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.tokens[0]}` },
      body: '{"query":"{ viewer { did } }"}',
    });
    return (await response.text()) === `{"data":{"viewer":{"did":"${curators[0]}"}}}`;
  }

  /** Lines of its log that tell of errors. Each is a fault: nobody but clients did anything. */
  async errorsLogged(): Promise<string[]> {
    const lines = (await readFile(this.#logFile, 'utf8')).split('\n').filter((line) => line !== '');
    return lines.filter((line) => !line.startsWith('{') || grave.has(logLine.parse(JSON.parse(line)).level));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}
