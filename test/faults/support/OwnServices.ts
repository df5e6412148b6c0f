import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { migrate } from '../../../src/shared/infrastructure/database/migrate.ts';
import { query, withDatabase } from '../../support/databaseServer.ts';
import { log } from '../../support/log.ts';
import { orderOutcome, type ServiceOrder, servicesReady } from './servicesOrders.ts';

const program = fileURLToPath(new URL('servicesProcess.ts', import.meta.url));

/** A PostgreSQL and a Redis that nobody else uses: to be killed, frozen and started again, on the same ports. Redis keeps nothing. */
export class OwnServices implements AsyncDisposable {
  readonly redisUrl: string;
  readonly #databaseUrl: string;
  readonly #keeper: ChildProcess;
  readonly #ended: Promise<unknown>;
  #databases = 0;

  private constructor(keeper: ChildProcess, ended: Promise<unknown>, urls: { databaseUrl: string; redisUrl: string }) {
    this.#keeper = keeper;
    this.#ended = ended;
    this.#databaseUrl = urls.databaseUrl;
    this.redisUrl = urls.redisUrl;
  }

  static async start(): Promise<OwnServices> {
    const keeper = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const ended = once(keeper, 'exit');
    const failed = ended.then(() => Promise.reject(new Error('PostgreSQL or Redis did not start')));
    const [urls] = await Promise.race([once(keeper, 'message'), failed]);
    const services = new OwnServices(keeper, ended, servicesReady.parse(urls));
    await query(services.#databaseUrl, 'CREATE DATABASE migrated');
    await migrate({ connectionString: withDatabase(services.#databaseUrl, 'migrated'), log });
    return services;
  }

  /** With all migrations applied. Goes with the server. */
  async createDatabase(): Promise<string> {
    const name = `row_${(this.#databases += 1)}`;
    await query(this.#databaseUrl, `CREATE DATABASE ${name} TEMPLATE migrated`);
    return withDatabase(this.#databaseUrl, name);
  }

  /** Resolves when it is done: a server that was started answers. Rejects when it could not be done. */
  async order(order: ServiceOrder): Promise<void> {
    const outcome = new Promise<string | null>((resolve) => {
      const listen = (message: unknown): void => {
        const done = orderOutcome.parse(message);
        if (done.order !== order) return;
        this.#keeper.off('message', listen);
        resolve(done.failure);
      };
      this.#keeper.on('message', listen);
    });
    this.#keeper.send(order);
    const failure = await outcome;
    if (failure !== null) throw new Error(`could not ${order}: ${failure}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#keeper.connected) this.#keeper.disconnect();
    await this.#ended;
  }
}
