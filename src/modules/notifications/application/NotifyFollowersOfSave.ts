import type { Delivered, KeyRange, QueuedEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { CardAddedToLibraryEvent } from '../../cards/index.ts';
import type { FanOut } from './FanOut.ts';
import { type FanOutParts, fanOutAll } from './fanOutAll.ts';
import { notificationOfSave } from './notificationOfSave.ts';
import type { StandingCause } from './StandingCause.ts';

/** Tells a curator's followers what the curator saved. */
export class NotifyFollowersOfSave implements QueuedEventHandler<CardAddedToLibraryEvent> {
  readonly #parts: FanOutParts<CardAddedToLibraryEvent>;

  constructor(saves: StandingCause<CardAddedToLibraryEvent>, followers: FanOut<CardAddedToLibraryEvent>) {
    this.#parts = {
      causes: saves,
      recipients: followers,
      notificationOf: (event, metadata) => notificationOfSave('FOLLOWED_CURATOR_ADDED', event, metadata),
    };
  }

  async handle(
    event: CardAddedToLibraryEvent,
    metadata: EventMetadata,
    page: KeyRange | undefined,
  ): Promise<readonly KeyRange[]> {
    const [further = []] = await this.handleAll([{ event, metadata, page }]);
    return further;
  }

  // unique (recipient, correlation id): a second delivery changes nothing
  async handleAll(
    deliveries: readonly Delivered<CardAddedToLibraryEvent>[],
  ): Promise<readonly (readonly KeyRange[])[]> {
    return fanOutAll(deliveries, this.#parts);
  }
}
