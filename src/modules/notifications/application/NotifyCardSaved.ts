import type { Delivered, KeyRange, QueuedEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { CardAddedToLibraryEvent } from '../../cards/index.ts';
import type { FanOut } from './FanOut.ts';
import { type FanOutParts, fanOutAll } from './fanOutAll.ts';
import { notificationOfSave } from './notificationOfSave.ts';
import type { StandingCause } from './StandingCause.ts';

/** Tells the card's author, and the authors of other cards with the same address, that somebody saved it. */
export class NotifyCardSaved implements QueuedEventHandler<CardAddedToLibraryEvent> {
  readonly #parts: FanOutParts<CardAddedToLibraryEvent>;

  constructor(saves: StandingCause<CardAddedToLibraryEvent>, authors: FanOut<CardAddedToLibraryEvent>) {
    this.#parts = {
      causes: saves,
      recipients: authors,
      notificationOf: (event, metadata) => notificationOfSave('CARD_SAVED', event, metadata),
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
