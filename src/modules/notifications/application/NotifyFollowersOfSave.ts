import type { KeyRange, QueuedEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { CardAddedToLibraryEvent } from '../../cards/index.ts';
import type { FanOut } from './FanOut.ts';
import { inPages } from './inPages.ts';
import { notificationOfSave } from './notificationOfSave.ts';
import type { StandingCause } from './StandingCause.ts';

/** Tells a curator's followers what the curator saved. */
export class NotifyFollowersOfSave implements QueuedEventHandler<CardAddedToLibraryEvent> {
  readonly #saves: StandingCause<CardAddedToLibraryEvent>;
  readonly #followers: FanOut<CardAddedToLibraryEvent>;

  constructor(saves: StandingCause<CardAddedToLibraryEvent>, followers: FanOut<CardAddedToLibraryEvent>) {
    this.#saves = saves;
    this.#followers = followers;
  }

  // unique (recipient, correlation id): a second delivery changes nothing
  async handle(
    event: CardAddedToLibraryEvent,
    metadata: EventMetadata,
    page: KeyRange | undefined,
  ): Promise<readonly KeyRange[]> {
    if (!(await this.#saves.hold(event))) return [];
    const notification = notificationOfSave('FOLLOWED_CURATOR_ADDED', event, metadata);
    return inPages(
      page,
      () => this.#followers.split(event),
      (range) => this.#followers.notify(event, notification, range),
    );
  }
}
