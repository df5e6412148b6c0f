import type { Hindsight } from '../../../shared/application/live/LiveTailOptions.ts';
import type { Onlooker } from '../domain/FeedAudience.ts';
import type { RecentAudiences } from './RecentAudiences.ts';

interface Told {
  readonly op: string;
  readonly activityId: string;
  readonly collectionId?: string;
}

/** What has become of what waits for an onlooker. That something is gone always stands: it is told also where its showing was passed over. */
export class FeedHindsight implements Hindsight<Told> {
  readonly #audiences: RecentAudiences;
  readonly #onlooker: Onlooker;

  constructor(audiences: RecentAudiences, onlooker: Onlooker) {
    this.#audiences = audiences;
    this.#onlooker = onlooker;
  }

  stands(notice: Told): boolean {
    return notice.op === 'REMOVED' || this.#audiences.isShown(notice, this.#onlooker);
  }

  get since(): number {
    return this.#audiences.since;
  }
}
