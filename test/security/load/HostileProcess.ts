import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { withTimeout } from '../../../src/shared/infrastructure/withTimeout.ts';
import type { HostileOrder } from './hostilities.ts';

const program = fileURLToPath(new URL('beHostile.ts', import.meta.url));
const counts = z.record(z.string(), z.number());
const startMs = 60_000;
const tallyMs = 10_000;

/** A hostility at its full strength. It ends at dispose, without a word to the server. */
export class HostileProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(order: HostileOrder) {
    this.#child = fork(program, [JSON.stringify(order)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#exited = once(this.#child, 'exit');
  }

  /** Rejects when it is not at its full strength after a minute. */
  static async start(order: HostileOrder): Promise<HostileProcess> {
    const hostile = new HostileProcess(order);
    await hostile.#counts(startMs, `"${order.name}"`);
    return hostile;
  }

  /** How often what has happened to it so far. */
  async tally(): Promise<Readonly<Record<string, number>>> {
    const heard = this.#counts(tallyMs, 'a tally');
    this.#child.send('tally');
    return heard;
  }

  async #counts(withinMs: number, what: string): Promise<Readonly<Record<string, number>>> {
    const ended = this.#exited.then(() => Promise.reject(new Error(`${what}: the process ended`)));
    const [message] = await withTimeout(withinMs, what, Promise.race([once(this.#child, 'message'), ended]));
    return counts.parse(message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}
