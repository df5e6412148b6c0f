import type { TailSink } from '../../../shared/application/live/Interest.ts';
import type { FeedItem, FeedItemChange } from '../domain/FeedChange.ts';
import { TailGroup } from './TailGroup.ts';

type Tail = TailSink<FeedItem>;

/** The live subscribers of feeds of one kind on this instance, by what the feed is of. */
export class TailGroups {
  readonly #options: ConstructorParameters<typeof TailGroup>[0];
  readonly #groups = new Map<string, TailGroup>();

  constructor(options: ConstructorParameters<typeof TailGroup>[0] = {}) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  join(subjectId: string, viewerId: string | undefined, tail: Tail): void {
    const group = this.#groups.get(subjectId) ?? new TailGroup(this.#options);
    group.add(viewerId, tail);
    this.#groups.set(subjectId, group);
  }

  leave(subjectId: string, viewerId: string | undefined, tail: Tail): void {
    const group = this.#groups.get(subjectId);
    group?.delete(viewerId, tail);
    if (group?.isEmpty) this.#groups.delete(subjectId);
  }

  /** @param hiddenFrom the viewers who are not shown it, whoever else is. */
  deliver(subjectId: string, change: FeedItemChange, hiddenFrom: ReadonlySet<string>): void {
    this.#groups.get(subjectId)?.deliver(change, hiddenFrom);
  }
}
