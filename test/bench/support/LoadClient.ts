import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { withTimeout } from '../../../src/shared/infrastructure/withTimeout.ts';
import { answer, ending, type LoadOrder } from './loadOrders.ts';
import type { Percentiles } from './percentiles.ts';

const program = fileURLToPath(new URL('loadProcess.ts', import.meta.url));
const percentiles = z.object({ p50: z.number(), p99: z.number(), min: z.number(), max: z.number() });
/** A server that delivers nothing is no reason to wait for ever. */
const orderMs = 60_000;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Subscribers by the thousand, in a process of their own. Whatever is awaited rejects when the connection of one of them ends. */
export class LoadClient implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #waiting = new Map<number, Waiting>();
  #orders = 0;
  #failure: Error | undefined;

  constructor() {
    this.#child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#exited = once(this.#child, 'exit');
    this.#child.on('message', (message) => this.#heard(message));
    this.#child.once('exit', () => this.#fail(new Error('the load client ended')));
  }

  /** So many sockets more as there are tokens (null: none), each with one subscription. */
  async open(subscription: { url: string; document: string; tokens: (string | null)[] }): Promise<void> {
    await this.#order({ order: 'open', ...subscription });
  }

  /** Until each subscriber that does not stall has had so many messages since the reset. Rejects with TimeoutError if that takes too long. */
  async each(messages: number, withinMs = orderMs): Promise<void> {
    await this.#order({ order: 'await each', messages }, withinMs);
  }

  /** Until so many messages have come since the reset. Rejects with TimeoutError if that takes too long. */
  async inAll(messages: number, withinMs = orderMs): Promise<void> {
    await this.#order({ order: 'await in all', messages }, withinMs);
  }

  async reset({ keepTimes = false }: { readonly keepTimes?: boolean } = {}): Promise<void> {
    await this.#order({ order: 'reset', keepTimes });
  }

  /** How many messages have come since the reset. */
  async count(): Promise<number> {
    return z.int().parse(await this.#order({ order: 'count' }));
  }

  /** From what happened to its arrival, over all messages since the reset, in ms; the nth message of each subscriber is about `happened[n - 1]`. */
  async delays(happened: number[]): Promise<Percentiles> {
    return percentiles.parse(await this.#order({ order: 'delays', happened }));
  }

  /** It reads nothing from now on. That the server then ends its connection is no failure. */
  async stall(subscriber: number): Promise<void> {
    await this.#order({ order: 'stall', subscriber });
  }

  async #order(what: LoadOrder, withinMs = orderMs): Promise<unknown> {
    if (this.#failure) throw this.#failure;
    const id = (this.#orders += 1);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject });
    this.#child.send({ id, what });
    return withTimeout(Math.max(withinMs, 1), `the load client, "${what.order}",`, promise);
  }

  #heard(message: unknown): void {
    const ended = ending.safeParse(message);
    if (ended.success) return this.#fail(new Error(`a subscriber's connection ended: ${ended.data.ended}`));
    const { id, value, failure } = answer.parse(message);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (failure === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(failure));
  }

  #fail(failure: Error): void {
    this.#failure ??= failure;
    for (const { reject } of this.#waiting.values()) reject(failure);
    this.#waiting.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#exited;
  }
}
