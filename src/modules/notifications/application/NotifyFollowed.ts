import type { KeyRange, QueuedEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { CuratorFollowedEvent } from '../../curators/index.ts';
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

  // unique (recipient, correlation id): a second delivery changes nothing
  async handle(event: CuratorFollowedEvent, { correlationId, seq }: EventMetadata): Promise<readonly KeyRange[]> {
    if (!(await this.#follows.hold(event))) return [];
    const { followerId, dateTimeOccurred } = event;
    const notification = {
      kind: 'FOLLOWED_YOU',
      correlationId,
      seq,
      actorId: followerId.value,
      cardId: null,
      createdAt: dateTimeOccurred,
    } as const;
    await this.#followed.notify(event, notification, everyone);
    return [];
  }
}
