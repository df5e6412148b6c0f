import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { findRedis } from '../../src/embedded/findRedis.ts';
import { choosePort } from '../../src/embedded/ports.ts';
import { eventually } from './eventually.ts';

/** A Redis of one test, without any data on disk, to be killed, frozen and started again. Ends with the test. */
export class OwnRedis implements AsyncDisposable {
  readonly #command: readonly string[];
  readonly port: number;
  #server: ChildProcess | undefined;

  private constructor(command: readonly string[], port: number) {
    this.#command = command;
    this.port = port;
  }

  /** Not started yet. */
  static async prepare(): Promise<OwnRedis> {
    const { command } = await findRedis({ cacheDir: '.cache' });
    return new OwnRedis(command, await choosePort(undefined));
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const [file = '', ...args] = this.#command;
    const settings = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const server = spawn(file, [...args, ...settings], { stdio: 'ignore' });
    this.#server = server;
    // Also when the test never came to its end.
    const killAtExit = () => server.kill('SIGKILL');
    process.once('exit', killAtExit);
    server.once('exit', () => process.off('exit', killAtExit));
    await eventually(async () => (await this.ask((redis) => redis.ping())) === 'PONG');
  }

  /** As a power cut. */
  async kill(): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  /** It keeps its connections and answers nothing. */
  freeze(): void {
    this.#server?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#server?.kill('SIGCONT');
  }

  /** On a connection of its own. */
  async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url, { retryStrategy: null, maxRetriesPerRequest: 0 });
    // Told by the command's own rejection.
    redis.on('error', () => {});
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
