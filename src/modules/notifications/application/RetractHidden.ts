import type { KeyRange, QueuedEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { CuratorBlockedEvent, CuratorMutedEvent } from '../../curators/index.ts';
import { everyone } from './inPages.ts';
import type { Retractor } from './Retraction.ts';

/** Takes away, also from those who have read it, what they were told of somebody or something that is hidden from them now. */
export class RetractHidden<Event extends CuratorMutedEvent | CuratorBlockedEvent> implements QueuedEventHandler<Event> {
  readonly #hidden: Retractor<Event>;

  constructor(hidden: Retractor<Event>) {
    this.#hidden = hidden;
  }

  // What is retracted already is not touched: a second delivery changes nothing.
  async handle(event: Event, { seq }: EventMetadata): Promise<readonly KeyRange[]> {
    await this.#hidden.retract(event, seq, everyone);
    return [];
  }
}
