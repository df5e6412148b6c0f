import { type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import { persistently } from '../../shared/application/live/persistently.ts';
import { rootCause } from '../presentErrors.ts';
import { GatheringWait } from './GatheringWait.ts';
import type { LiveNotice } from './LiveSubscription.ts';
import { Payload, type PayloadOutcome } from './Payload.ts';
import { RecentPayloads } from './RecentPayloads.ts';

export interface ExecutionGroupOptions {
  /** What its members have in common. */
  readonly key: string;
  /** Without rootValue and contextValue: each event has its own. */
  readonly args: ExecutionArgs;
  /**
   * A new one at each call, for events of the kind `op`, with the rows that they name: what Pothos and its loaders remember for a context would else be
   * served to later events. Rejects with an outage.
   */
  readonly contextFor: (op: string, events: readonly LiveNotice[]) => Promise<object>;
  readonly isOutage: (error: unknown) => boolean;
  /** The result as clients get it. */
  readonly present: (result: ExecutionResult) => ExecutionResult;
  /** How long an event is tried again while what it needs cannot be reached. */
  readonly retryForMs: number;
}

/** Changes that are resolved together. */
const maxTogether = 200;
/** Batches at a time of those who have full ones waiting, as whoever is behind: what is read for the next is there when one is done. */
const maxFullBatches = 3;
/** How long a batch of which nothing is resolved keeps the next one waiting. */
const patienceMs = 50;
/** Batches that may be unresolved at a time. Each reads from the database, which more of them only make slower where it is slow already. */
const maxUnresolved = 4;

/**
 * Resolves the changes of equal subscriptions, each once for all of them.
 *
 * One batch is resolved at a time. What is asked for meanwhile, and until those who waited were told and have sent it, is the next one, which may wait
 * for company (see GatheringWait): so where much happens there are few reads and few writes, and where little does nothing waits. A batch that takes
 * long keeps the next one waiting for a moment only; few of those may be under way.
 *
 * The changes of a batch share a context, so that rows are read for all of them at once, as for the rows of a page. Only changes of one kind do: Pothos
 * notes by the path in the document what it has loaded, and there another kind may have selected something else.
 */
export class ExecutionGroup {
  readonly #options: ExecutionGroupOptions;
  readonly #recent = new RecentPayloads();
  #due: Payload[] = [];
  /** Which the next one waits for. */
  #batches = 0;
  #unresolved = 0;
  #isBeginning = false;
  readonly #wait = new GatheringWait();
  #waiting: NodeJS.Timeout | undefined;
  /** Since a batch was over. */
  #tellingMs = 0;
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
    this.#beginSoon();
    return payload;
  }

  #beginSoon(): void {
    const maxBatches = this.#due.length < maxTogether ? 1 : maxFullBatches;
    const isFull = this.#batches >= maxBatches || this.#unresolved >= maxUnresolved;
    if (this.#isBeginning || this.#due.length === 0 || isFull) return;
    const waitMs = this.#due.length < maxTogether ? this.#wait.msFor(this.#due.length, performance.now()) : 0;
    clearTimeout(this.#waiting);
    if (waitMs > 0) this.#waiting = setTimeout(() => this.#beginNow(), waitMs);
    else this.#beginNow();
  }

  #beginNow(): void {
    this.#wait.began();
    this.#waiting = undefined;
    this.#isBeginning = true;
    // What else comes in this turn of the event loop comes along.
    setImmediate(() => this.#begin());
  }

  #begin(): void {
    this.#isBeginning = false;
    this.#batches += 1;
    this.#unresolved += 1;
    const batch = this.#due.splice(0, maxTogether);
    const alike = [...Map.groupBy(batch, ({ notice }) => notice.op)];
    const resolving = Promise.all(alike.map(([op, payloads]) => this.#resolve(op, payloads)));
    let isWaited = true;
    const goOn = (): void => {
      if (!isWaited) return;
      isWaited = false;
      clearTimeout(patience);
      // Once it is written what was told; and in the turn after that, when what has arrived meanwhile was heard.
      setImmediate(() => this.#batchIsOver(batch.length));
    };
    const patience = setTimeout(goOn, patienceMs).unref();
    const resolved = (): void => {
      this.#unresolved -= 1;
      if (isWaited) goOn();
      else this.#beginSoon();
    };
    resolving.then(resolved, resolved);
    this.#beginSoon();
  }

  #batchIsOver(changes: number): void {
    this.#batches -= 1;
    this.#wait.told({ changes, cameMeanwhile: this.#due.length, tellingMs: this.#tellingMs }, performance.now());
    this.#tellingMs = 0;
    this.#beginSoon();
  }

  /**
   * What fails among others is resolved once more, alone: one change must not spoil those that were read with it. What an outage keeps from being
   * resolved is tried again, never passed over, and settled with LiveUnavailableError when it lasts too long.
   */
  async #resolve(op: string, payloads: readonly Payload[]): Promise<void> {
    const { isOutage, retryForMs: forMs } = this.#options;
    const spoilt: Payload[] = [];
    let left = payloads;
    const attempt = async (): Promise<void> => {
      const contextValue = await this.#options.contextFor(
        op,
        left.map(({ notice }) => notice),
      );
      const waiting: Payload[] = [];
      let outage: unknown;
      const resolveOne = async (payload: Payload): Promise<void> => {
        const executed = execute({ ...this.#options.args, rootValue: payload.notice, contextValue });
        // There at once where all rows were.
        const result = 'then' in executed ? await executed : executed;
        const itsOutage = result.errors?.map(rootCause).find(isOutage);
        outage ??= itsOutage;
        if (itsOutage) waiting.push(payload);
        else if (result.errors && payloads.length > 1) spoilt.push(payload);
        else this.#settle(payload, this.#outcome(result));
      };
      const failed = (payload: Payload) => (error: unknown) => this.#settle(payload, { kind: 'failure', error });
      await Promise.all(left.map((payload) => resolveOne(payload).catch(failed(payload))));
      left = waiting;
      if (outage) throw outage instanceof Error ? outage : new Error('an outage', { cause: outage });
    };
    try {
      await persistently(attempt, { forMs, isWanted: () => !this.isEmpty });
      for (const payload of spoilt) await this.#resolve(op, [payload]);
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
    const beganAt = performance.now();
    for (const payload of settled) payload.tell();
    this.#tellingMs += performance.now() - beganAt;
  }

  #outcome(result: ExecutionResult): PayloadOutcome {
    const presented = this.#options.present(result);
    const ending = Buffer.from(`${JSON.stringify(presented)}}`);
    return { kind: 'result', ending, ...(presented.errors && { faulty: presented }) };
  }
}
