import { createHash } from 'node:crypto';
import path from 'node:path';
import { EmbeddedServiceError } from './EmbeddedServiceError.ts';
import { messageOf } from './errno.ts';
import { poll } from './poll.ts';
import { findPostgresBinaries } from './postgresBinaries.ts';
import { askPostgresWhoItIs, ensureDatabase, postgresDatabase, postgresUrl } from './postgresClient.ts';
import { clusterExists, createCluster } from './postgresCluster.ts';
import { readPostmaster } from './postmasterFile.ts';
import { chooseServiceUser, type Launcher, launcherFor } from './privileges.ts';
import { belongsTo, isAlive, type StopStep } from './processes.ts';
import type { Inspection, RunningServer, ServerDriver } from './SharedServer.ts';
import { type ServerCommand, startServer } from './serverProcess.ts';
import { randomPassword, readServerState, type ServerState, writeServerState } from './serverState.ts';
import { startOnFreePort } from './startOnFreePort.ts';

/** PostgreSQL's configuration parameters by name. */
export type PostgresSettings = Readonly<Record<string, string>>;

export interface PostgresServer extends RunningServer {
  readonly url: string;
}

/** Crash recovery takes its time; meanwhile the server says that it is starting. */
const recoveryTimeoutMs = 60_000;
const oldBackendsTimeoutMs = 20_000;
const oldBackendsIntervalMs = 200;

/** Finds, starts and stops the PostgreSQL of one data directory. */
export class PostgresDriver implements ServerDriver<PostgresServer> {
  readonly name = 'PostgreSQL';
  readonly directory: string;
  /** SIGINT disconnects the clients and writes a checkpoint; SIGQUIT ends at once and leaves the rest to recovery. */
  readonly stopSteps: readonly StopStep[] = [
    { signal: 'SIGINT', graceMs: 10_000 },
    { signal: 'SIGQUIT', graceMs: 5_000 },
  ];
  readonly #settings: PostgresSettings;
  readonly #fingerprint: string;

  /** The cluster is `directory`, which is absolute and without symbolic links; state and log lie beside it. */
  constructor(directory: string, settings: PostgresSettings) {
    this.directory = directory;
    this.#settings = settings;
    this.#fingerprint = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
  }

  async findPid(): Promise<number | undefined> {
    const pid = (await readPostmaster(this.directory))?.pid;
    return pid !== undefined && (await belongsTo(pid, this.directory)) ? pid : undefined;
  }

  async inspect(): Promise<Inspection<PostgresServer>> {
    const pid = await this.findPid();
    if (pid === undefined) return { state: 'absent' };
    const port = await this.#portOnceStarted(pid);
    if (port === undefined) return { state: 'unusable', pid, reason: 'it does not become ready' };
    const { password } = await this.#state();
    const reason = await this.#whyUnusable(postgresUrl({ port, password }, 'postgres'));
    if (reason !== undefined) return { state: 'unusable', pid, reason };
    return { state: 'healthy', server: await withDatabase({ pid, port }, password) };
  }

  async start(): Promise<PostgresServer> {
    const { initdb, postgres } = await findPostgresBinaries();
    const user = await chooseServiceUser(this.directory);
    const launcher = await launcherFor(user, { program: postgres, directory: path.dirname(this.directory) });
    const state = await this.#state();
    if (!(await clusterExists(this.directory))) {
      const durable = this.#settings.fsync !== 'off';
      await createCluster({ directory: this.directory, password: state.password, durable, initdb, user, launcher });
    }
    return startOnFreePort(state.port, async (port) => {
      const server = await this.#launch(postgres, launcher, { port, password: state.password });
      if (port !== state.port) await writeServerState(this.#stateFile, { ...state, port });
      return server;
    });
  }

  async #launch(
    program: string,
    launcher: Launcher,
    { port, password }: { port: number; password: string },
  ): Promise<PostgresServer> {
    const settings = { ...this.#settings, port: String(port), 'commonplace.settings': this.#fingerprint };
    const parameters = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const command: ServerCommand = {
      name: this.name,
      command: [...launcher.prefix, program, '-D', this.directory, ...parameters],
      options: { ...launcher.options, env: { ...launcher.options.env, ...(await this.#staleLock()) } },
      logFile: `${this.directory}.log`,
    };
    return whileOldBackendsEnd(() =>
      startServer(command, async (pid) => {
        const postmaster = await readPostmaster(this.directory);
        if (postmaster?.pid !== pid || postmaster.status !== 'ready') return undefined;
        return withDatabase({ pid, port }, password);
      }),
    );
  }

  /**
   * PostgreSQL replaces the lock file of a process that is gone, but not when the process id lives on: given to somebody else
   * after a restart of machine or container, or not reaped yet. No server of ours runs here, so we name that id as one not to
   * mind (as pg_ctl does with its own parent); PostgreSQL still refuses if a process of the old server holds its memory.
   */
  async #staleLock(): Promise<NodeJS.ProcessEnv> {
    const postmaster = await readPostmaster(this.directory);
    return postmaster ? { PG_GRANDPARENT_PID: String(postmaster.pid) } : {};
  }

  async #portOnceStarted(pid: number): Promise<number | undefined> {
    const settled = await poll(recoveryTimeoutMs, async () => {
      const postmaster = isAlive(pid) ? await readPostmaster(this.directory) : undefined;
      return postmaster?.status === 'starting' ? undefined : { port: postmaster?.port };
    });
    return settled?.port;
  }

  async #whyUnusable(url: string): Promise<string | undefined> {
    try {
      const { directory, settings } = await askPostgresWhoItIs(url);
      if (directory !== this.directory) return 'another server answers on its port';
      return settings === this.#fingerprint ? undefined : 'it runs with other settings';
    } catch (error) {
      return messageOf(error);
    }
  }

  get #stateFile(): string {
    return `${this.directory}.json`;
  }

  async #state(): Promise<ServerState> {
    const kept = await readServerState(this.#stateFile);
    if (kept) return kept;
    if (await clusterExists(this.directory)) {
      throw new EmbeddedServiceError(
        `The password of PostgreSQL in ${this.directory} is gone: restore ${this.#stateFile}, remove both to start anew, or set DATABASE_URL.`,
      );
    }
    const created = { password: randomPassword() };
    await writeServerState(this.#stateFile, created);
    return created;
  }
}

/** After a kill -9 of the server alone, its backends still finish their statements; PostgreSQL refuses to start beside them. */
async function whileOldBackendsEnd<T>(start: () => Promise<T>): Promise<T> {
  let refusal: unknown;
  const started = await poll(
    oldBackendsTimeoutMs,
    async () => {
      try {
        return { server: await start() };
      } catch (error) {
        if (!messageOf(error).includes('pre-existing shared memory block')) throw error;
        refusal = error;
        return undefined;
      }
    },
    oldBackendsIntervalMs,
  );
  if (!started) throw refusal;
  return started.server;
}

async function withDatabase({ pid, port }: RunningServer, password: string): Promise<PostgresServer> {
  await ensureDatabase(postgresUrl({ port, password }, 'postgres'), postgresDatabase);
  return { pid, port, url: postgresUrl({ port, password }) };
}
