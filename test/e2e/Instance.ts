import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const program = fileURLToPath(new URL('instanceProcess.ts', import.meta.url));
const ready = z.object({ msg: z.literal('ready'), url: z.string().optional() });

/** One server process of several. */
export class Instance implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess, exited: Promise<unknown>, url: string) {
    this.#child = child;
    this.#exited = exited;
    this.url = url;
  }

  /** Resolves when the process says that it is ready. Rejects with what it wrote when it ends before. */
  static async start(env: Record<string, string>): Promise<Instance> {
    const child = fork(program, {
      env: { PATH: process.env.PATH, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const exited = once(child, 'exit');
    const written: string[] = [];
    const isReady = Promise.withResolvers<string>();
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        written.push(line);
        const parsed = line.startsWith('{') ? ready.safeParse(JSON.parse(line)) : undefined;
        if (parsed?.success) isReady.resolve(parsed.data.url ?? '');
      });
    }
    const ended = exited.then(() => Promise.reject(new Error(`the instance ended:\n${written.join('\n')}`)));
    return new Instance(child, exited, await Promise.race([isReady.promise, ended]));
  }

  /** From now on it ends at its next commit that raises events, as by `kill -9`: before it tells anybody. */
  async dieAtNextCommit(): Promise<void> {
    const armed = once(this.#child, 'message');
    this.#child.send('die at the next commit');
    await armed;
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
