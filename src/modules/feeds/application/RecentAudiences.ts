import { type FeedAudience, isShown, type Onlooker } from '../domain/FeedAudience.ts';
import { type FeedChange, type FeedItemChange, isCollectionChange, isItemChange } from '../domain/FeedChange.ts';

interface ActivityOfCollection {
  readonly activityId: string;
  readonly collectionId?: string;
}

const changesAudience = ({ op }: FeedItemChange): boolean => op === 'REMOVED' || op === 'AUDIENCE';

/**
 * Who is shown the activities that were taken back, or shown to others, last, and those of collections that were: whatever is told of them further back, and
 * waits for somebody still, is not for those who are not. Bounded: the oldest are forgotten.
 */
export class RecentAudiences {
  readonly #maxKept: number;
  /** By the id of an activity or a collection: neither is ever taken for the other. */
  readonly #audiences = new Map<string, { readonly audience: FeedAudience; readonly position: number }>();
  #since = 0;

  /** @param maxKept activities and collections. */
  constructor(maxKept: number) {
    this.#maxKept = maxKept;
  }

  /** What changed up to this position may be forgotten. */
  get since(): number {
    return this.#since;
  }

  /** The next changes of the log, in order. */
  add(changes: readonly FeedChange[]): void {
    for (const change of changes) {
      if (isCollectionChange(change)) this.#keep(change.collectionId, change.audience, change.position);
      else if (isItemChange(change) && changesAudience(change))
        this.#keep(change.activityId, change.after, change.position);
    }
  }

  /** Forgets everything: from this position on another history is told. */
  restart(position: number): void {
    this.#audiences.clear();
    this.#since = position;
  }

  /** Whether this onlooker is shown the activity still, as far as is known here. */
  isShown({ activityId, collectionId }: ActivityOfCollection, onlooker: Onlooker): boolean {
    if (this.#audiences.size === 0) return true;
    return this.#isIn(activityId, onlooker) && (collectionId === undefined || this.#isIn(collectionId, onlooker));
  }

  #isIn(id: string, onlooker: Onlooker): boolean {
    const known = this.#audiences.get(id);
    return known === undefined || isShown(known.audience, onlooker);
  }

  /** Of what everybody is shown there is nothing to be known, and so nothing is forgotten with it. */
  #keep(id: string, audience: FeedAudience, position: number): void {
    this.#audiences.delete(id);
    if (audience === 'EVERYONE') return;
    this.#audiences.set(id, { audience, position });
    if (this.#audiences.size <= this.#maxKept) return;
    const [oldest] = this.#audiences;
    if (!oldest) return;
    this.#since = oldest[1].position;
    this.#audiences.delete(oldest[0]);
  }
}
