import type { KeyRange, QueuedEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { CuratorUnfollowedEvent } from '../../curators/index.ts';
import { everyone } from './inPages.ts';
import type { Retractor } from './Retraction.ts';

/** Takes back that somebody follows a curator, if the curator has not read it. */
export class RetractFollowed implements QueuedEventHandler<CuratorUnfollowedEvent> {
  readonly #follows: Retractor<CuratorUnfollowedEvent>;

  constructor(follows: Retractor<CuratorUnfollowedEvent>) {
    this.#follows = follows;
  }

  // What is retracted already is not touched: a second delivery changes nothing.
  async handle(event: CuratorUnfollowedEvent, { seq }: EventMetadata): Promise<readonly KeyRange[]> {
    await this.#follows.retract(event, seq, everyone);
    return [];
  }
}
