import { TurnsBySubject } from '../../shared/application/TurnsBySubject.ts';
import { tooMany } from './tooMany.ts';

/** Begins what waited. Must not throw. */
type Begin = () => void;

export interface FairSharesOptions {
  /** How much is under way at a time. */
  readonly atATime: number;
  /** How much of one subject may wait; 0: without a bound, which is the default. */
  readonly maxWaiting?: number | undefined;
  /** In ms, of a clock that never goes back. */
  readonly now?: () => number;
}

/** How long somebody else counts as being there. */
const presenceMs = 1_000;
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
  readonly #now: () => number;
  readonly #waiting = new TurnsBySubject<Begin>();
  readonly #runningOf = new Map<string, number>();
  #running = 0;
  #last: string | undefined;
  /** When work of another subject came than that of before. */
  #mixedAt = Number.NEGATIVE_INFINITY;

  constructor({ atATime, maxWaiting = 0, now = () => performance.now() }: FairSharesOptions) {
    this.#atATime = atATime;
    this.#maxWaiting = maxWaiting > 0 ? maxWaiting : Number.POSITIVE_INFINITY;
    this.#share = Math.max(1, Math.floor(atATime / 4));
    this.#now = now;
  }

  /** At once while there is room. Settles as the work does; rejects with RATE_LIMITED, and does nothing, where too much of the subject waits. */
  async run<T>(subject: string, work: () => T | Promise<T>): Promise<T> {
    if (this.#last !== undefined && this.#last !== subject) this.#mixedAt = this.#now();
    this.#last = subject;
    const waiting = this.#waiting.countOf(subject);
    if (waiting >= this.#maxWaiting) throw tooManyWait();
    if (waiting > 0 || !this.#mayBegin(subject)) await this.#turnOf(subject);
    else this.#begin(subject);
    try {
      return await work();
    } finally {
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
    for (let next = this.#next(); next; next = this.#next()) {
      this.#begin(next.subject);
      next.item();
    }
  }

  #next() {
    return this.#waiting.shift((subject) => this.#mayBegin(subject));
  }

  #turnOf(subject: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(subject, resolve));
  }
}

const tooManyWait = () => tooMany('RATE_LIMITED', 'Too many operations of this address wait', retrySeconds);
