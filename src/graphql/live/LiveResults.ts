import type { ExecutionResult } from 'graphql';
import { LiveUnavailableError } from '../../shared/application/live/LiveUnavailableError.ts';
import type { ExecutionGroup } from './ExecutionGroup.ts';
import type { Membership } from './ExecutionGroups.ts';
import type { LiveNotice, LiveSubscription } from './LiveSubscription.ts';

/** Why what waited too long is not sent: its subscriber gets it anew, if it is still his to see. */
export const forgotten = 'what became of it meanwhile is not known any more';

const done = { done: true, value: undefined } as const;

/** The results of one subscription: pulled one by one, or, by who knows how, taken from `source` and `group`. */
export class LiveResults implements AsyncGenerator<ExecutionResult, undefined, undefined> {
  readonly source: LiveSubscription<LiveNotice>;
  readonly #membership: Membership;
  #hasEnded = false;

  constructor(source: LiveSubscription<LiveNotice>, membership: Membership) {
    this.source = source;
    this.#membership = membership;
  }

  get group(): ExecutionGroup {
    return this.#membership.group;
  }

  /** Ends the source and leaves the group. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#membership[Symbol.dispose]();
    this.source.close();
  }

  /** Rejects with what the source rejects with, and with LiveUnavailableError; then it has ended. */
  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    try {
      for (;;) {
        const next = await this.source.next();
        if (next.done || this.#hasEnded) return await this.return();
        const { asOf } = this.source;
        const value = await this.group.payloadOf(next.value).result();
        if (this.#hasEnded) return done;
        if (this.source.hasForgotten(asOf)) throw new LiveUnavailableError(forgotten);
        if (this.source.stands(next.value)) return { done: false, value };
      }
    } catch (error) {
      if (this.#hasEnded) return done;
      this.end();
      throw error;
    }
  }

  /** At once, also while `next` is waiting. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    this.end();
    return done;
  }

  async throw(error: unknown): Promise<IteratorReturnResult<undefined>> {
    this.end();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end();
  }
}
