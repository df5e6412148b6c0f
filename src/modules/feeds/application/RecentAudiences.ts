import { type FeedAudience, isShown, type Onlooker } from '../domain/FeedAudience.ts';
import { type FeedChange, type FeedItemChange, isItemChange } from '../domain/FeedChange.ts';

const changesAudience = ({ op }: FeedItemChange): boolean => op === 'REMOVED' || op === 'AUDIENCE';

/**
 * Who is shown the activities that were taken back, or shown to others, last: whatever is told of them further back, and waits for somebody still, is
 * not for those who are not. Bounded: the oldest are forgotten.
 */
export class RecentAudiences {
  readonly #maxKept: number;
  readonly #audiences = new Map<string, { readonly audience: FeedAudience; readonly position: number }>();
  #since = 0;

  /** @param maxKept activities. */
  constructor(maxKept: number) {
    this.#maxKept = maxKept;
  }

  /** What changed up to this position may be forgotten. */
  get since(): number {
    return this.#since;
  }

  /** The next changes of the log, in order. */
  add(changes: readonly FeedChange[]): void {
    for (const change of changes) if (isItemChange(change) && changesAudience(change)) this.#keep(change);
  }

  /** Forgets everything: from this position on another history is told. */
  restart(position: number): void {
    this.#audiences.clear();
    this.#since = position;
  }

  /** Whether this onlooker is shown the activity still, as far as is known here. */
  isShown(activityId: string, onlooker: Onlooker): boolean {
    const known = this.#audiences.size === 0 ? undefined : this.#audiences.get(activityId);
    return known === undefined || isShown(known.audience, onlooker);
  }

  #keep({ activityId, after, position }: FeedItemChange): void {
    this.#audiences.delete(activityId);
    this.#audiences.set(activityId, { audience: after, position });
    if (this.#audiences.size <= this.#maxKept) return;
    const [oldest] = this.#audiences;
    if (!oldest) return;
    this.#since = oldest[1].position;
    this.#audiences.delete(oldest[0]);
  }
}
