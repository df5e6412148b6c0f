import { type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import { persistently } from '../../shared/application/live/persistently.ts';
import { rootCause } from '../presentErrors.ts';
import type { LiveNotice } from './LiveSubscription.ts';
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
/** Changes that are resolved together. */
const maxTogether = 500;
/** How long a batch of which nothing is resolved keeps the next one waiting. */
const patienceMs = 50;

/**
 * Resolves the changes of equal subscriptions, each once for all of them.
 *
 * One batch is resolved at a time. What is asked for meanwhile, and until those who waited were told and have sent it, is the next one: so where much
 * happens there are few reads and few writes, and where little does nothing waits. The changes of a batch share a context, so that rows are read
 * for all of them at once, as for the rows of a page. Only changes of one kind do: Pothos notes by the path in the document what it has
 * loaded, and there another kind may have selected something else.
 */
export class ExecutionGroup {
  readonly #options: ExecutionGroupOptions;
  readonly #recent = new RecentPayloads();
  #due: Payload[] = [];
  #state: 'IDLE' | 'BEGINNING' | 'RESOLVING' = 'IDLE';
  #patience: NodeJS.Timeout | undefined;
  #settled: Payload[] = [];
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

  /** Of a change, which its cursor and its kind name. It is resolved already, or will be. */
  payloadOf(notice: LiveNotice): Payload {
    const known = this.#recent.get(notice);
    if (known) return known;
    const payload = new Payload(notice);
    this.#recent.add(payload);
    this.#due.push(payload);
    if (this.#state === 'IDLE') {
      this.#state = 'BEGINNING';
      // What else comes in this turn of the event loop comes along.
      setImmediate(() => this.#begin());
    }
    return payload;
  }

  #begin(): void {
    this.#state = 'RESOLVING';
    this.#patience = setTimeout(() => this.#goOn(), patienceMs).unref();
    const batch = this.#due.splice(0, maxTogether);
    for (const alike of Map.groupBy(batch, ({ notice }) => notice.op).values()) this.#resolveInBackground(alike);
  }

  #goOn(): void {
    if (this.#state !== 'RESOLVING') return;
    clearTimeout(this.#patience);
    this.#state = this.#due.length > 0 ? 'BEGINNING' : 'IDLE';
    // In the turn after the next: what was told is written at the end of this one, and then what has arrived meanwhile is heard.
    if (this.#state === 'BEGINNING') setImmediate(() => setImmediate(() => this.#begin()));
  }

  #resolveInBackground(payloads: readonly Payload[]): void {
    this.#resolve(payloads).then(
      () => setTimeout(() => this.#forget(payloads), keepMs).unref(),
      () => undefined, // unreachable: a failure is what they are settled with
    );
  }

  /**
   * What fails among others is resolved once more, alone: one change must not spoil those that were read with it. What an outage keeps from being
   * resolved is tried again, never passed over, and settled with LiveUnavailableError when it lasts too long.
   */
  async #resolve(payloads: readonly Payload[]): Promise<void> {
    const { isOutage, retryForMs: forMs } = this.#options;
    const spoilt: Payload[] = [];
    let left = payloads;
    const attempt = async (): Promise<void> => {
      const contextValue = this.#options.createContext();
      const waiting: Payload[] = [];
      let outage: unknown;
      const resolveOne = async (payload: Payload): Promise<void> => {
        const result = await execute({ ...this.#options.args, rootValue: payload.notice, contextValue });
        const itsOutage = result.errors?.map(rootCause).find(isOutage);
        outage ??= itsOutage;
        if (itsOutage) waiting.push(payload);
        else if (result.errors && payloads.length > 1) spoilt.push(payload);
        else this.#settle(payload, this.#outcome(result));
      };
      await Promise.all(left.map(resolveOne));
      left = waiting;
      if (outage) throw outage instanceof Error ? outage : new Error('an outage', { cause: outage });
    };
    try {
      await persistently(attempt, { forMs, isWanted: () => !this.isEmpty });
      for (const payload of spoilt) await this.#resolve([payload]);
    } catch (error) {
      for (const payload of payloads) if (!payload.outcome) this.#settle(payload, { kind: 'failure', error });
    }
  }

  /** What is settled in one turn of the event loop is told at once: a subscriber then has all of it to send. */
  #settle(payload: Payload, outcome: PayloadOutcome): void {
    payload.settle(outcome);
    this.#recent.settled(payload);
    if (this.#settled.length === 0) process.nextTick(() => this.#tell());
    this.#settled.push(payload);
  }

  #tell(): void {
    const settled = this.#settled;
    this.#settled = [];
    for (const payload of settled) payload.tell();
    this.#goOn();
  }

  #outcome(result: ExecutionResult): PayloadOutcome {
    const presented = this.#options.present(result);
    return { kind: 'result', result: presented, ending: Buffer.from(`${JSON.stringify(presented)}}`) };
  }

  #forget(payloads: readonly Payload[]): void {
    for (const payload of payloads) this.#recent.forget(payload);
  }
}
