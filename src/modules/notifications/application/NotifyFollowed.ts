import type { Delivered, KeyRange, QueuedEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { CuratorFollowedEvent } from '../../curators/index.ts';
import type { NewNotification } from '../domain/NewNotification.ts';
import type { Notifier } from './FanOut.ts';
import { everyone } from './inPages.ts';
import type { StandingCause } from './StandingCause.ts';

/** Tells a curator who follows them now. */
export class NotifyFollowed implements QueuedEventHandler<CuratorFollowedEvent> {
  readonly #follows: StandingCause<CuratorFollowedEvent>;
  readonly #followed: Notifier<CuratorFollowedEvent>;

  constructor(follows: StandingCause<CuratorFollowedEvent>, followed: Notifier<CuratorFollowedEvent>) {
    this.#follows = follows;
    this.#followed = followed;
  }

  async handle(event: CuratorFollowedEvent, metadata: EventMetadata): Promise<readonly KeyRange[]> {
    await this.handleAll([{ event, metadata, page: undefined }]);
    return [];
  }

  // unique (recipient, correlation id): a second delivery changes nothing
  async handleAll(deliveries: readonly Delivered<CuratorFollowedEvent>[]): Promise<readonly (readonly KeyRange[])[]> {
    const standing = await this.#follows.hold(deliveries.map(({ event }) => event));
    await this.#followed.notify(
      deliveries
        .filter(({ event }) => standing.has(event))
        .map(({ event, metadata }) => ({ event, notification: notificationOf(event, metadata), range: everyone })),
    );
    return deliveries.map(() => []);
  }
}

function notificationOf(
  { followerId, dateTimeOccurred }: CuratorFollowedEvent,
  { correlationId, seq }: EventMetadata,
): NewNotification {
  return {
    kind: 'FOLLOWED_YOU',
    correlationId,
    seq,
    actorId: followerId.value,
    cardId: null,
    createdAt: dateTimeOccurred,
  };
}
