export interface ToldBatch {
  readonly changes: number;
  /** Changes that came while it was resolved and told: they are the next batch, or begin it. */
  readonly cameMeanwhile: number;
  /** How long it took to tell all who waited for it, most of which is writing to their sockets. */
  readonly tellingMs: number;
}

/** However many there are to tell. */
const maxMs = 50;
/** Timers know no less. */
const minMs = 1;
/** What came together longer ago says nothing of what comes now. */
const rememberMs = 1_000;

/**
 * How long a batch waits for companions, as PostgreSQL's `commit_delay` has it: no longer than what each companion saves, a write to each socket,
 * and only for as many as came together lately. So nothing waits where few listen, or where changes come one at a time.
 */
export class GatheringWait {
  /** Of the last batch and of the one before: one that comes alone among many is no sign that the others have gone. */
  #together = 1;
  #togetherBefore = 1;
  #tellingMs = 0;
  #toldAt = 0;
  #waitsSince: number | undefined;

  /** A batch has begun. */
  began(): void {
    this.#waitsSince = undefined;
  }

  /** A batch is over. */
  told({ changes, cameMeanwhile, tellingMs }: ToldBatch, nowMs: number): void {
    this.#togetherBefore = this.#together;
    this.#together = changes + cameMeanwhile;
    this.#tellingMs = tellingMs;
    this.#toldAt = nowMs;
  }

  /** How long the next batch waits from now on, unless one more change comes: so many are due. 0: no longer. */
  msFor(due: number, nowMs: number): number {
    if (due >= Math.max(this.#together, this.#togetherBefore) || nowMs - this.#toldAt >= rememberMs) return 0;
    this.#waitsSince ??= nowMs;
    const left = Math.min(this.#tellingMs, maxMs) - (nowMs - this.#waitsSince);
    return left < minMs ? 0 : left;
  }
}
