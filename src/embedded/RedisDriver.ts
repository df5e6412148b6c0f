import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isErrno } from './errno.ts';
import { findRedis, type RedisSearch } from './findRedis.ts';
import { poll } from './poll.ts';
import { belongsTo, type StopStep } from './processes.ts';
import { askRedisWhoItIs } from './redisProbe.ts';
import type { Inspection, RunningServer, ServerDriver } from './SharedServer.ts';
import { startServer } from './serverProcess.ts';
import { randomPassword, readServerState, type ServerState, writeServerState } from './serverState.ts';
import { startOnFreePort } from './startOnFreePort.ts';

export interface RedisServer extends RunningServer {
  readonly url: string;
  readonly version: string;
  /** Where the binary came from. */
  readonly source: string;
}

interface RedisAddress {
  readonly port: number;
  readonly password: string;
}

const loadTimeoutMs = 60_000;

/** The connection string of a server on the loopback address. */
const redisUrl = ({ port, password }: RedisAddress): string => `redis://:${password}@127.0.0.1:${port}`;

/** Finds, starts and stops the Redis of one data directory. */
export class RedisDriver implements ServerDriver<RedisServer> {
  readonly name = 'Redis';
  readonly directory: string;
  /** SIGTERM writes out what is due to the append-only file. */
  readonly stopSteps: readonly StopStep[] = [{ signal: 'SIGTERM', graceMs: 5_000 }];
  readonly #search: RedisSearch;

  /** `directory` exists, is absolute and without symbolic links; credentials and log lie beside it. */
  constructor(directory: string, search: RedisSearch) {
    this.directory = directory;
    this.#search = search;
  }

  async findPid(): Promise<number | undefined> {
    const pid = await this.#notedPid();
    return pid !== undefined && (await belongsTo(pid, this.directory)) ? pid : undefined;
  }

  async inspect(): Promise<Inspection<RedisServer>> {
    const state = await readServerState(this.#stateFile);
    const answer = await this.#identity(state);
    if ('server' in answer)
      return { state: 'healthy', server: { ...answer.server, source: state?.source ?? 'unknown' } };
    const pid = await this.findPid();
    return pid === undefined ? { state: 'absent' } : { state: 'unusable', pid, reason: answer.refusal };
  }

  async start(): Promise<RedisServer> {
    const { command, source } = await findRedis(this.#search);
    const { password = randomPassword(), port: lastPort } = (await readServerState(this.#stateFile)) ?? {};
    return startOnFreePort(lastPort, async (port) => {
      // Before the start: a server whose starter is killed at once is found by this port.
      await writeServerState(this.#stateFile, { password, port, source });
      const input = configuration(this.directory, this.#pidFile, { port, password });
      const server = { name: this.name, command: [...command, '-'], input, logFile: `${this.directory}.log` };
      return startServer(server, async () => {
        const answer = await this.#identity({ port, password });
        return 'server' in answer ? { ...answer.server, source } : undefined;
      });
    });
  }

  /** Our server once it has read its data, or why there is none. */
  async #identity(
    state: ServerState | undefined,
  ): Promise<{ server: Omit<RedisServer, 'source'> } | { refusal: string }> {
    const { password, port } = state ?? {};
    if (port === undefined || password === undefined) return { refusal: 'its password is gone' };
    const answer = await poll(loadTimeoutMs, async () => {
      const current = await askRedisWhoItIs({ port, password });
      return 'refusal' in current || !current.loading ? current : undefined;
    });
    if (!answer) return { refusal: `it has not read its data in ${loadTimeoutMs / 1000} s` };
    if ('refusal' in answer) return answer;
    if (answer.directory !== this.directory) return { refusal: 'another Redis answers on its port' };
    return { server: { pid: answer.pid, port, url: redisUrl({ port, password }), version: answer.version } };
  }

  async #notedPid(): Promise<number | undefined> {
    try {
      return Number(await readFile(this.#pidFile, 'utf8')) || undefined;
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  get #pidFile(): string {
    return path.join(this.directory, 'redis.pid');
  }

  get #stateFile(): string {
    return `${this.directory}.json`;
  }
}

/** Handed over on the standard input: the password is in no command line. Every write is logged; nothing is ever evicted. */
function configuration(directory: string, pidFile: string, { port, password }: RedisAddress): string {
  const settings = {
    bind: '127.0.0.1',
    port,
    'protected-mode': 'yes',
    requirepass: password,
    dir: JSON.stringify(directory),
    pidfile: JSON.stringify(pidFile),
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '""',
    'maxmemory-policy': 'noeviction',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}
