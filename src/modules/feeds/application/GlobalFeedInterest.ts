import type { Interest, TailPage, TailSink } from '../../../shared/application/live/Interest.ts';
import { type FeedChange, type FeedItemChange, passOverRetracted } from '../domain/FeedChange.ts';
import { backlogPageSize, type FeedBacklog } from './FeedBacklog.ts';
import type { FeedGroups } from './FeedGroups.ts';

/** Everything that anybody does. */
export class GlobalFeedInterest implements Interest<FeedChange, FeedItemChange> {
  readonly isInEveryDelivery = true;
  readonly #groups: FeedGroups;
  readonly #backlog: FeedBacklog;

  constructor(groups: FeedGroups, backlog: FeedBacklog) {
    this.#groups = groups;
    this.#backlog = backlog;
  }

  async readPage(after: number, upTo: number): Promise<TailPage<FeedItemChange>> {
    const through = Math.min(after + backlogPageSize, upTo);
    return { changes: this.select(await this.#backlog.changesBy('all', after, through)), through };
  }

  select(changes: readonly FeedChange[]): readonly FeedItemChange[] {
    return passOverRetracted(changes).filter((change) => change.op !== 'AUDIENCE');
  }

  join(tail: TailSink<FeedItemChange>): void {
    this.#groups.joinGlobal(tail);
  }

  leave(tail: TailSink<FeedItemChange>): void {
    this.#groups.leaveGlobal(tail);
  }
}
