import type { Interest } from '../../../shared/application/live/Interest.ts';
import { encodeLiveCursor } from '../../../shared/application/live/LiveCursor.ts';
import { PullableTail } from '../../../shared/application/live/PullableTail.ts';
import type { TailedLog } from '../../../shared/application/live/TailedLog.ts';
import type { Feed } from '../domain/Feed.ts';
import type { FeedChange, FeedItem } from '../domain/FeedChange.ts';
import { CardFeedInterest } from './CardFeedInterest.ts';
import { CollectionFeedInterest } from './CollectionFeedInterest.ts';
import { CuratorFeedInterest } from './CuratorFeedInterest.ts';
import type { FeedBacklog } from './FeedBacklog.ts';
import { FeedGroups } from './FeedGroups.ts';
import { FeedHindsight } from './FeedHindsight.ts';
import { FollowingFeedInterest } from './FollowingFeedInterest.ts';
import { GlobalFeedInterest } from './GlobalFeedInterest.ts';
import { RecentAudiences } from './RecentAudiences.ts';
import { VisibleFeedInterest } from './VisibleFeedInterest.ts';

/** Of the LiveLog behind it: in cursors and on the stream. Never changed. */
export const feedLogName = 'feeds';

/** What a subscriber is told. ADDED and UPDATED: the activity is to be shown as it is now; REMOVED: it is to be taken away, if it is shown. */
export interface FeedNotice {
  readonly cursor: string;
  readonly op: 'ADDED' | 'UPDATED' | 'REMOVED';
  readonly activityId: string;
  /** That it was done in, if in any. */
  readonly collectionId?: string;
}

export interface LiveFeedOptions {
  readonly log: TailedLog<FeedChange>;
  readonly backlog: FeedBacklog;
  /** Changes that may wait for one subscriber. Default 1,000. */
  readonly bufferSize?: number;
  /** Activities that were taken back, or shown to others, of which is known who is shown them now. Default 20,000. */
  readonly recentAudiences?: number;
}

/** The live side of feeds on one instance: one LiveLog, whose changes go to groups of subscribers. */
export class LiveFeed implements Disposable {
  readonly #options: LiveFeedOptions;
  readonly #groups = new FeedGroups();
  readonly #audiences: RecentAudiences;
  readonly #deliveries: Disposable;
  readonly #resets: Disposable;
  readonly #ofAnyone: { readonly inCollections: FeedHindsight; readonly elsewhere: FeedHindsight };
  readonly #notices = new WeakMap<FeedItem, FeedNotice>();
  /** Made once for all who are told of a change. */
  readonly #noticeOf = (change: FeedItem, epoch: string): FeedNotice => {
    const known = this.#notices.get(change);
    if (known) return known;
    const { op, activityId, collectionId, position } = change;
    const cursor = encodeLiveCursor({ log: this.#options.log.name, epoch, position });
    const notice = { cursor, op, activityId, ...(collectionId !== null && { collectionId }) };
    this.#notices.set(change, notice);
    return notice;
  };

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    const { log, recentAudiences = 20_000 } = options;
    this.#audiences = new RecentAudiences(recentAudiences);
    const ofAnyone = (isCollectionFeed: boolean) =>
      new FeedHindsight(this.#audiences, { viewerId: undefined, isCollectionFeed });
    this.#ofAnyone = { inCollections: ofAnyone(true), elsewhere: ofAnyone(false) };
    this.#resets = log.onReset(() => this.#audiences.restart(log.last));
    this.#deliveries = log.onChanges((changes) => {
      // First: what waits already is due at any moment.
      this.#audiences.add(changes);
      this.#groups.deliver(changes);
    });
  }

  /** The head, from the primary. Read it before the rows of a page: what the page misses then comes after the cursor. */
  async liveCursor(): Promise<string> {
    const { log } = this.#options;
    const { epoch, head } = await log.head();
    return encodeLiveCursor({ log: log.name, epoch, position: head });
  }

  /**
   * The changes of a feed after a cursor, or from now on. Rejects from `started` and `next` with CursorError (also later, when another
   * history begins) or LiveUnavailableError.
   */
  subscribe(feed: Feed, after: string | undefined): PullableTail<FeedChange, FeedItem, FeedNotice> {
    const { log, bufferSize } = this.#options;
    const interest = this.#visibleTo(feed.viewerId, this.#interestIn(feed));
    return new PullableTail<FeedChange, FeedItem, FeedNotice>({
      log,
      interest,
      after,
      notice: this.#noticeOf,
      hindsight: this.#hindsightFor(feed),
      ...(bufferSize === undefined ? {} : { bufferSize }),
    });
  }

  /** One for all who look without a token. */
  #hindsightFor({ viewerId, kind }: Feed): FeedHindsight {
    const isCollectionFeed = kind === 'collection';
    if (viewerId !== undefined) return new FeedHindsight(this.#audiences, { viewerId, isCollectionFeed });
    return isCollectionFeed ? this.#ofAnyone.inCollections : this.#ofAnyone.elsewhere;
  }

  /** Without what the viewer mutes and blocks. */
  #visibleTo(viewerId: string | undefined, feed: Interest<FeedChange, FeedItem>): Interest<FeedChange, FeedItem> {
    if (viewerId === undefined) return feed;
    return new VisibleFeedInterest({ viewerId, feed, index: this.#groups.hidings, backlog: this.#options.backlog });
  }

  #interestIn(feed: Feed): Interest<FeedChange, FeedItem> {
    const { backlog } = this.#options;
    switch (feed.kind) {
      case 'global':
        return new GlobalFeedInterest(feed.viewerId, this.#groups, backlog);
      case 'curator':
        return new CuratorFeedInterest(feed.curatorId, feed.viewerId, this.#groups, backlog);
      case 'collection':
        return new CollectionFeedInterest(feed.collectionId, feed.viewerId, this.#groups, backlog);
      case 'card':
        return new CardFeedInterest(feed.cardId, feed.viewerId, this.#groups, backlog);
      case 'following':
        return new FollowingFeedInterest(feed.viewerId, this.#groups, backlog);
    }
  }

  [Symbol.dispose](): void {
    this.#resets[Symbol.dispose]();
    this.#deliveries[Symbol.dispose]();
  }
}
