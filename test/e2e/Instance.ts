import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Timing } from '../../src/composition/AppHooks.ts';
import { compileCache } from '../support/compileCache.ts';
import { type Order, report } from './orders.ts';

const program = fileURLToPath(new URL('instanceProcess.ts', import.meta.url));
const ready = z.object({ msg: z.literal('ready'), url: z.string().optional() });

export interface InstanceOptions {
  readonly timing?: Timing;
  /** A module that is loaded before all others. */
  readonly preload?: string;
  /** Where its log goes as well. */
  readonly logFile?: string;
  /** Told of each delivery that it put into a queue. */
  readonly onDispatched?: (deliveries: readonly string[]) => void;
}

/** One server process of several. */
export class Instance implements AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess, exited: Promise<unknown>, url: string) {
    if (child.pid === undefined) throw new Error('unreachable: it said that it is ready');
    this.#child = child;
    this.#exited = exited;
    this.url = url;
    this.pid = child.pid;
  }

  /** Resolves when the process says that it is ready. Rejects with what it wrote when it ends before. */
  static async start(env: Record<string, string>, options: InstanceOptions = {}): Promise<Instance> {
    const child = spawn(env, options);
    const exited = once(child, 'exit');
    const written: string[] = [];
    const isReady = Promise.withResolvers<string>();
    const logFile = options.logFile === undefined ? undefined : createWriteStream(options.logFile);
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        logFile?.write(`${line}\n`);
        if (written.length < 1_000) written.push(line);
        const parsed = line.startsWith('{"') ? ready.safeParse(JSON.parse(line)) : undefined;
        if (parsed?.success) isReady.resolve(parsed.data.url ?? '');
      });
    }
    const ended = exited.then(() => Promise.reject(new Error(`the instance ended:\n${written.join('\n')}`)));
    exited.then(
      () => logFile?.end(),
      () => logFile?.end(),
    );
    return new Instance(child, exited, await Promise.race([isReady.promise, ended]));
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** How it ended: its exit code, or the signal that ended it. */
  get end(): number | NodeJS.Signals | null {
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  /** Resolves when it knows: the next time it comes there, it does it. */
  async obey(order: Order): Promise<void> {
    const obeyed = new Promise<void>((resolve) => {
      const listen = (message: unknown): void => {
        const parsed = report.safeParse(message);
        if (!parsed.success || !('obeyed' in parsed.data) || parsed.data.obeyed !== order) return;
        this.#child.off('message', listen);
        resolve();
      };
      this.#child.on('message', listen);
    });
    this.#child.send(order);
    await obeyed;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves with the signal that ended it. */
  async ended(): Promise<NodeJS.Signals | null> {
    await this.#exited;
    return this.#child.signalCode;
  }

  /** Asks it to end, and resolves to its exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    await this.#exited;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}

function spawn(env: Record<string, string>, { timing, preload, onDispatched }: InstanceOptions): ChildProcess {
  const child = fork(program, [JSON.stringify({ timing })], {
    env: { PATH: process.env.PATH, PORT: '0', NODE_COMPILE_CACHE: compileCache, ...env },
    execArgv: preload === undefined ? [] : ['--import', preload],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.on('message', (message) => {
    const parsed = report.safeParse(message);
    if (parsed.success && 'dispatched' in parsed.data) onDispatched?.(parsed.data.dispatched);
  });
  return child;
}
