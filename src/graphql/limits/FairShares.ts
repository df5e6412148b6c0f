import type { LimitMetrics } from '../../shared/application/Metrics.ts';
import { TurnsBySubject } from '../../shared/application/TurnsBySubject.ts';
import type { Refusals } from './PacedRefusals.ts';
import { StalledError } from './StalledError.ts';
import { tooMany, tooManyInTurn } from './tooMany.ts';

interface Waiting {
  /** Must not throw. */
  begin(): void;
}

export interface FairSharesOptions {
  /** How much is under way at a time. */
  readonly atATime: number;
  /** How much of one subject may wait; 0: without a bound, which is the default. */
  readonly maxWaiting?: number | undefined;
  readonly metrics?: Pick<LimitMetrics, 'refused'> | undefined;
  /** How long it may wait, in ms. Default 5 s: as long as for a connection to the database. */
  readonly maxWaitMs?: number | undefined;
  /** In ms, of a clock that never goes back. */
  readonly now?: () => number;
}

/** How long somebody else counts as being there. */
const presenceMs = 1_000;
const tooManyWait = 'Too many operations of this address wait';
/** Who is told so may as well come again with the next window of rates. */
const retrySeconds = 1;

/**
 * Work of which so much is under way at a time. Who is next, when something ends, is decided by subject, each in turn: nobody waits behind all that
 * another has brought. And while there are several subjects, none has more than a quarter of it: who brings much at once would else have
 * everybody's work take as long as his.
 */
export class FairShares {
  readonly #atATime: number;
  readonly #share: number;
  readonly #maxWaiting: number;
  readonly #metrics: Pick<LimitMetrics, 'refused'> | undefined;
  readonly #maxWaitMs: number;
  readonly #now: () => number;
  readonly #waiting = new TurnsBySubject<Waiting>();
  readonly #runningOf = new Map<string, number>();
  #running = 0;
  /** What took longer shows nothing when it ends: what waits for a connection in vain fails after `maxWaitMs` as well. */
  readonly #promptMs: number;
  /** When something last ended that took less. */
  #promptAt = Number.NEGATIVE_INFINITY;
  #last: string | undefined;
  /** When work of another subject came than that of before. */
  #mixedAt = Number.NEGATIVE_INFINITY;

  constructor(options: FairSharesOptions) {
    const { atATime, maxWaiting = 0, metrics, maxWaitMs = 5_000, now = () => performance.now() } = options;
    this.#atATime = atATime;
    this.#metrics = metrics;
    this.#maxWaitMs = maxWaitMs;
    this.#promptMs = maxWaitMs / 2;
    this.#maxWaiting = maxWaiting > 0 ? maxWaiting : Number.POSITIVE_INFINITY;
    this.#share = Math.max(1, Math.floor(atATime / 4));
    this.#now = now;
  }

  /**
   * At once while there is room. Settles as the work does. Rejects, and does nothing, with RATE_LIMITED where too much of the subject waits, or more than
   * gets its turn in time; and with StalledError when nothing has ended in the latter half of that time that took less than it.
   *
   * @param refusals when the subject is told that too much of it waits. Default: at once.
   */
  async run<T>(subject: string, work: () => T | Promise<T>, refusals?: Refusals): Promise<T> {
    if (this.#last !== undefined && this.#last !== subject) this.#mixedAt = this.#now();
    this.#last = subject;
    const waiting = this.#waiting.countOf(subject);
    if (waiting >= this.#maxWaiting) {
      this.#metrics?.refused('waiting_operations');
      throw await tooManyInTurn(tooManyWait, retrySeconds, refusals?.turnOf(subject));
    }
    if (waiting > 0 || !this.#mayBegin(subject)) await this.#turnOf(subject);
    else this.#begin(subject);
    const begunAt = this.#now();
    try {
      return await work();
    } finally {
      const endedAt = this.#now();
      if (endedAt - begunAt < this.#promptMs) this.#promptAt = endedAt;
      this.#end(subject);
    }
  }

  #mayBegin(subject: string): boolean {
    if (this.#running >= this.#atATime) return false;
    const isShared = this.#now() - this.#mixedAt < presenceMs;
    return !isShared || (this.#runningOf.get(subject) ?? 0) < this.#share;
  }

  #begin(subject: string): void {
    this.#running += 1;
    this.#runningOf.set(subject, (this.#runningOf.get(subject) ?? 0) + 1);
  }

  #end(subject: string): void {
    this.#running -= 1;
    const left = (this.#runningOf.get(subject) ?? 0) - 1;
    if (left > 0) this.#runningOf.set(subject, left);
    else this.#runningOf.delete(subject);
    // What waits is not forgotten: where a subject has to wait, something of it, or as much as may be, is under way, and ends here.
    while (this.#running < this.#atATime) {
      const next = this.#waiting.shift((each) => this.#mayBegin(each));
      if (!next) return;
      this.#begin(next.subject);
      next.item.begin();
    }
  }

  #turnOf(subject: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // All wait equally long: what has waited for too long is the first of its subject.
    const timer = setTimeout(() => {
      this.#waiting.drop(subject);
      reject(this.#overdue());
    }, this.#maxWaitMs);
    const begin = (): void => {
      clearTimeout(timer);
      resolve();
    };
    this.#waiting.push(subject, { begin });
    return promise;
  }

  /** Of what has waited for too long: told at once, as it has been held already. */
  #overdue(): Error {
    if (this.#now() - this.#promptAt > this.#promptMs) return new StalledError(this.#promptMs);
    this.#metrics?.refused('waiting_operations');
    return tooMany('RATE_LIMITED', tooManyWait, retrySeconds);
  }
}
