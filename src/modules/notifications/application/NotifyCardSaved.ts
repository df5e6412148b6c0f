import type { KeyRange, QueuedEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { CardAddedToLibraryEvent } from '../../cards/index.ts';
import type { FanOut } from './FanOut.ts';
import { inPages } from './inPages.ts';
import { notificationOfSave } from './notificationOfSave.ts';
import type { StandingCause } from './StandingCause.ts';

/** Tells the card's author, and the authors of other cards with the same address, that somebody saved it. */
export class NotifyCardSaved implements QueuedEventHandler<CardAddedToLibraryEvent> {
  readonly #saves: StandingCause<CardAddedToLibraryEvent>;
  readonly #authors: FanOut<CardAddedToLibraryEvent>;

  constructor(saves: StandingCause<CardAddedToLibraryEvent>, authors: FanOut<CardAddedToLibraryEvent>) {
    this.#saves = saves;
    this.#authors = authors;
  }

  // unique (recipient, correlation id): a second delivery changes nothing
  async handle(
    event: CardAddedToLibraryEvent,
    metadata: EventMetadata,
    page: KeyRange | undefined,
  ): Promise<readonly KeyRange[]> {
    if (!(await this.#saves.hold(event))) return [];
    const notification = notificationOfSave('CARD_SAVED', event, metadata);
    return inPages(
      page,
      () => this.#authors.split(event),
      (range) => this.#authors.notify(event, notification, range),
    );
  }
}
