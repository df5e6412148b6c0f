import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { poll } from '../../embedded/poll.ts';
import { TimeoutError, withTimeout } from '../../shared/infrastructure/withTimeout.ts';
import { DemoError } from './DemoError.ts';

const program = fileURLToPath(new URL('instanceProcess.ts', import.meta.url));
const startMs = 90_000;
/** Longer than an instance gives itself. */
const stopMs = 30_000;
const askEveryMs = 25;
const shownLogLength = 600;

export interface DemoInstanceOptions {
  /** What the demo calls it, such as `instance 1`. */
  readonly name: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Everything it writes goes here; what was in it before is removed. */
  readonly logFile: string;
}

/** A server process of the demo, on the loopback address. Disposing ends it in good order, or by force when that takes too long. */
export class DemoInstance implements AsyncDisposable {
  readonly name: string;
  readonly url: string;
  readonly logFile: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor({ name, port, logFile }: DemoInstanceOptions, child: ChildProcess) {
    this.name = name;
    this.url = `http://127.0.0.1:${port}`;
    this.logFile = logFile;
    this.#child = child;
    this.#exited = once(child, 'exit');
  }

  /** Resolves when the process runs; it is not ready then. */
  static async start(options: DemoInstanceOptions): Promise<DemoInstance> {
    const { env, port, logFile } = options;
    await rm(logFile, { force: true });
    const log = await open(logFile, 'a', 0o600);
    try {
      const child = fork(program, {
        env: { ...env, HOST: '127.0.0.1', PORT: String(port) },
        execArgv: [],
        // In a session of its own: Ctrl-C in the terminal is for the demo, which ends its parts in order.
        detached: true,
        // To a file, not a pipe: it can still say how it ended when the demo was killed.
        stdio: ['ignore', log.fd, log.fd, 'ipc'],
      });
      await once(child, 'spawn');
      return new DemoInstance(options, child);
    } finally {
      await log.close();
    }
  }

  /** How it ended, such as `with exit code 1` or `by SIGKILL`; undefined while it runs. */
  get end(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    if (signalCode !== null) return `by ${signalCode}`;
    return exitCode === null ? undefined : `with exit code ${exitCode}`;
  }

  /** Resolves when it has ended. */
  async ended(): Promise<void> {
    await this.#exited;
  }

  /** Rejects with DemoError if it ends before it is ready, and as soon as the signal is aborted. */
  async ready(signal: AbortSignal): Promise<void> {
    const outcome = await poll(startMs, () => this.#outcomeOfStart(signal), askEveryMs);
    if (outcome === 'ready') return;
    const what = outcome === 'ended' ? `ended ${this.end}` : `was not ready after ${startMs / 1000} s`;
    throw new DemoError(`${this.name} ${what}: ${await this.#lastWords()} (from ${this.logFile})`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.end) return;
    this.#child.kill('SIGTERM');
    try {
      await withTimeout(stopMs, `the end of ${this.name}`, this.#exited);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      this.#child.kill('SIGKILL');
      await this.#exited;
    }
  }

  async #outcomeOfStart(signal: AbortSignal): Promise<'ready' | 'ended' | undefined> {
    signal.throwIfAborted();
    if (this.end) return 'ended';
    try {
      const { ok } = await fetch(`${this.url}/health/ready`);
      return ok ? 'ready' : undefined;
    } catch {
      return undefined; // it does not listen yet, or has ended: the next question tells
    }
  }

  /** What it complains of is plain text between the JSON of its log. */
  async #lastWords(): Promise<string> {
    const lines = (await readFile(this.logFile, 'utf8')).trim().split('\n');
    const complaints = lines.filter((line) => !line.startsWith('{'));
    const words = (complaints.length > 0 ? complaints : lines).join(' | ');
    return words.slice(-shownLogLength) || 'it said nothing';
  }
}
