import type { Interest, TailPage, TailSink } from '../../../shared/application/live/Interest.ts';
import { type FeedChange, type FeedItemChange, passOverRetracted } from '../domain/FeedChange.ts';
import { backlogPageSize, type FeedBacklog } from './FeedBacklog.ts';
import type { FeedGroups } from './FeedGroups.ts';

/** What one curator does. */
export class CuratorFeedInterest implements Interest<FeedChange, FeedItemChange> {
  readonly isInEveryDelivery = true;
  readonly #curatorId: string;
  readonly #groups: FeedGroups;
  readonly #backlog: FeedBacklog;

  constructor(curatorId: string, groups: FeedGroups, backlog: FeedBacklog) {
    this.#curatorId = curatorId;
    this.#groups = groups;
    this.#backlog = backlog;
  }

  async readPage(after: number, upTo: number): Promise<TailPage<FeedItemChange>> {
    const through = Math.min(after + backlogPageSize, upTo);
    return { changes: this.select(await this.#backlog.changesBy([this.#curatorId], after, through)), through };
  }

  select(changes: readonly FeedChange[]): readonly FeedItemChange[] {
    return passOverRetracted(changes)
      .filter((change) => change.op !== 'AUDIENCE')
      .filter((change) => change.actorId === this.#curatorId);
  }

  join(tail: TailSink<FeedItemChange>): void {
    this.#groups.joinCurator(this.#curatorId, tail);
  }

  leave(tail: TailSink<FeedItemChange>): void {
    this.#groups.leaveCurator(this.#curatorId, tail);
  }
}
