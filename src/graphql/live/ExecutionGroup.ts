import { type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import { persistently } from '../../shared/application/live/persistently.ts';
import { SerialQueue } from '../../shared/application/live/SerialQueue.ts';
import type { LiveNotice } from '../context.ts';
import { rootCause } from '../presentErrors.ts';
import { Payload, type PayloadOutcome } from './Payload.ts';
import { RecentPayloads } from './RecentPayloads.ts';

export interface ExecutionGroupOptions {
  /** What its members have in common. */
  readonly key: string;
  /** Without rootValue and contextValue: each event has its own. */
  readonly args: ExecutionArgs;
  /** A new one at each call: what Pothos and its loaders remember for a context would else be served to later events. */
  readonly createContext: () => object;
  readonly isOutage: (error: unknown) => boolean;
  /** The result as clients get it. */
  readonly present: (result: ExecutionResult) => ExecutionResult;
  /** How long an event is tried again while what it needs cannot be reached. */
  readonly retryForMs: number;
}

/** How long a payload that is resolved is there for those who are a moment behind. Then it is resolved again: what it shows may have changed. */
const keepMs = 1_000;

/**
 * Resolves the changes of equal subscriptions, each once for all of them.
 *
 * What is asked for in one turn of the event loop is resolved together: such events share a context, so that loaders read for all of them at once, as for the
 * rows of a page. Only events of one kind do: Pothos notes by the path in the document what it has loaded, and there another kind may have selected
 * something else.
 */
export class ExecutionGroup {
  readonly #options: ExecutionGroupOptions;
  readonly #recent = new RecentPayloads();
  /** For what failed: asked for at once, Prisma would read it together again. */
  readonly #oneByOne = new SerialQueue();
  #due: Payload[] = [];
  readonly #settled: Payload[] = [];
  #members = 0;

  constructor(options: ExecutionGroupOptions) {
    this.#options = options;
  }

  get key(): string {
    return this.#options.key;
  }

  get isEmpty(): boolean {
    return this.#members === 0;
  }

  join(): void {
    this.#members += 1;
  }

  leave(): void {
    this.#members -= 1;
  }

  /** Of a change, which its cursor and its kind name. It is resolved already, or begins to be. */
  payloadOf(notice: LiveNotice): Payload {
    const known = this.#recent.get(notice);
    if (known) return known;
    const payload = new Payload(notice);
    this.#recent.add(payload);
    if (this.#due.length === 0) setImmediate(() => this.#resolveDue());
    this.#due.push(payload);
    return payload;
  }

  #resolveDue(): void {
    const due = this.#due;
    this.#due = [];
    for (const alike of Map.groupBy(due, ({ notice }) => notice.op).values()) this.#resolveTogether(alike);
  }

  #resolveTogether(payloads: readonly Payload[]): void {
    const context = this.#options.createContext();
    const resolving = payloads.map(async (payload) => {
      try {
        this.#settle(payload, await this.#resolve(payload.notice, context));
      } catch (error) {
        this.#settle(payload, { kind: 'failure', error });
      }
    });
    Promise.all(resolving).then(
      () => setTimeout(() => this.#forget(payloads), keepMs).unref(),
      () => undefined, // unreachable: a failure is what they are settled with
    );
  }

  /** What is settled in one turn of the event loop is told at once: a subscriber then has all of it to send. */
  #settle(payload: Payload, outcome: PayloadOutcome): void {
    payload.settle(outcome);
    this.#recent.settled(payload);
    if (this.#settled.length === 0) {
      setImmediate(() => {
        for (const settled of this.#settled.splice(0)) settled.tell();
      });
    }
    this.#settled.push(payload);
  }

  /** What fails among others is resolved once more, alone: one event must not spoil those that were read with it. */
  async #resolve(notice: LiveNotice, shared: object): Promise<PayloadOutcome> {
    const result = await this.#persistently(notice, shared);
    if (!result.errors) return this.#outcome(result);
    return this.#outcome(await this.#oneByOne.run(() => this.#persistently(notice, this.#options.createContext())));
  }

  /** What an outage keeps from being resolved is tried again, never passed over. Rejects with LiveUnavailableError when it lasts too long. */
  #persistently(rootValue: LiveNotice, context: object): Promise<ExecutionResult> {
    const { args, isOutage, createContext, retryForMs: forMs } = this.#options;
    let contextValue = context;
    const attempt = async (): Promise<ExecutionResult> => {
      const result = await execute({ ...args, rootValue, contextValue });
      contextValue = createContext();
      const outage = result.errors?.map(rootCause).find(isOutage);
      if (outage) throw outage instanceof Error ? outage : new Error('an outage', { cause: outage });
      return result;
    };
    return persistently(attempt, { forMs, isWanted: () => !this.isEmpty });
  }

  #outcome(result: ExecutionResult): PayloadOutcome {
    const presented = this.#options.present(result);
    return { kind: 'result', result: presented, ending: Buffer.from(`${JSON.stringify(presented)}}`) };
  }

  #forget(payloads: readonly Payload[]): void {
    for (const payload of payloads) this.#recent.forget(payload);
  }
}
