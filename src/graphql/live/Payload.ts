import type { ExecutionResult } from 'graphql';
import { isObject, parsedJson } from '../http/json.ts';
import type { LiveNotice } from './LiveSubscription.ts';

/** Who waits for a payload. Must not throw. */
export interface PayloadListener {
  settled(): void;
}

/** What became of a change: its result, or what kept it from being resolved for too long. */
export type PayloadOutcome =
  | {
      readonly kind: 'result';
      /** As clients get it: as JSON in UTF-8, and the brace that closes a socket's message around it. */
      readonly ending: Uint8Array;
      /**
       * The same, where it has errors: over server-sent events they are presented once more, as GraphQLErrors. Others are let go: nearly nobody asks
       * for more than the text.
       */
      readonly faulty?: ExecutionResult;
    }
  | { readonly kind: 'failure'; readonly error: unknown };

/** One change, resolved and written as text once for all subscriptions of a group. */
export class Payload {
  readonly notice: LiveNotice;
  /** Names it. */
  readonly key: string;
  #outcome: PayloadOutcome | undefined;
  #listeners: PayloadListener[] = [];
  #result: ExecutionResult | undefined;

  constructor(notice: LiveNotice) {
    this.notice = notice;
    this.key = Payload.keyOf(notice);
  }

  /** What one change is to some, an item that appears, it may be to others otherwise, one that goes. */
  static keyOf({ op, cursor }: LiveNotice): string {
    return `${op} ${cursor}`;
  }

  /** Undefined while it is being resolved. */
  get outcome(): PayloadOutcome | undefined {
    return this.#outcome;
  }

  /** Of the text that sockets are sent; 0 while there is none. */
  get bytes(): number {
    return this.#outcome?.kind === 'result' ? this.#outcome.ending.length : 0;
  }

  /** Calls the listener once, when there is an outcome. Only while there is none. */
  listen(listener: PayloadListener): void {
    this.#listeners.push(listener);
  }

  /** Tells nobody yet: see `tell`. */
  settle(outcome: PayloadOutcome): void {
    this.#outcome = outcome;
  }

  /** Tells those who listen that there is an outcome. */
  tell(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener.settled();
  }

  /** Rejects with the failure. */
  async result(): Promise<ExecutionResult> {
    if (!this.#outcome) await new Promise<void>((resolve) => this.listen({ settled: resolve }));
    if (this.#outcome?.kind !== 'result') throw this.#outcome?.error;
    this.#result ??= this.#outcome.faulty ?? resultIn(this.#outcome.ending);
    return this.#result;
  }
}

function resultIn({ buffer, byteOffset, length }: Uint8Array): ExecutionResult {
  const result = parsedJson(Buffer.from(buffer, byteOffset, length - 1).toString());
  if (isObject(result) && isObject(result.data)) return { ...result, data: result.data };
  throw new TypeError('unreachable: without errors there is data');
}
