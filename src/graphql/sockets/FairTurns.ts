import { TurnsBySubject } from '../../shared/application/TurnsBySubject.ts';

/** A piece of work. Must not throw. */
type Work = () => void;

export interface FairTurnsOptions {
  /** How many are done before others get their turn. */
  readonly perTurn: number;
  /** How many of one subject may wait; 0: without a bound. */
  readonly maxWaiting: number;
}

/**
 * Work that comes in crowds, a little of it in each turn of the event loop: everything else that the process has to do gets its turn between. Subjects
 * take turns as well: nobody waits behind all that another has brought.
 */
export class FairTurns {
  readonly #options: FairTurnsOptions;
  readonly #waiting = new TurnsBySubject<Work>();
  #isAwaited = false;

  constructor(options: FairTurnsOptions) {
    this.#options = options;
  }

  /** Does it in one of the next turns. False, and nothing is done: too much of the subject waits already. */
  add(subject: string, work: Work): boolean {
    const { maxWaiting } = this.#options;
    if (maxWaiting > 0 && this.#waiting.countOf(subject) >= maxWaiting) return false;
    this.#waiting.push(subject, work);
    this.#schedule();
    return true;
  }

  #schedule(): void {
    if (this.#isAwaited) return;
    this.#isAwaited = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#isAwaited = false;
    for (let done = 0; done < this.#options.perTurn; done += 1) {
      const next = this.#waiting.shift();
      if (!next) return;
      next.item();
    }
    if (!this.#waiting.isEmpty) this.#schedule();
  }
}
