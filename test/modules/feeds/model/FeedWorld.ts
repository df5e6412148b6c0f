import { vi } from 'vitest';
import { type FeedNotice, LiveFeed } from '../../../../src/modules/feeds/application/LiveFeed.ts';
import type { Feed } from '../../../../src/modules/feeds/domain/Feed.ts';
import type { FeedAudience } from '../../../../src/modules/feeds/domain/FeedAudience.ts';
import type { FeedChange } from '../../../../src/modules/feeds/domain/FeedChange.ts';
import { parseFeedMessage } from '../../../../src/modules/feeds/infrastructure/feedMessage.ts';
import { encodeLiveCursor } from '../../../../src/shared/application/live/LiveCursor.ts';
import { LiveLog } from '../../../../src/shared/application/live/LiveLog.ts';
import { LogSequencer } from '../../../../src/shared/application/live/LogSequencer.ts';
import { Gates } from '../../../support/live/Gates.ts';
import { LossyLiveStream } from '../../../support/live/LossyLiveStream.ts';
import { quietLog } from '../../../support/live/quietLog.ts';
import { settle } from '../../../support/live/settle.ts';
import { FeedHistory } from './FeedHistory.ts';

export type FeedStep =
  | { readonly do: 'follow' | 'mute' | 'block'; readonly actorId: string; readonly targetId: string }
  | { readonly do: 'save'; readonly actorId: string; readonly cardId: string }
  | {
      readonly do: 'collect';
      readonly actorId: string;
      readonly cardId: string;
      readonly collectionId: string;
    }
  | { readonly do: 'show'; readonly collectionId: string; readonly audience: FeedAudience }
  | { readonly do: 'retract' | 'open' | 'pull' | 'resume'; readonly nth: number }
  | { readonly do: 'deliver'; readonly nth: number; readonly fate: 'once' | 'twice' | 'never' }
  | { readonly do: 'wake' | 'wait' }
  | { readonly do: 'subscribe'; readonly feed: Feed; readonly isFast: boolean; readonly fromBeginning: boolean };

/** One instance's live feed, and one that sequences elsewhere; subscribers of all feeds. Small buffers and memories. Needs fake timers. */
export class FeedWorld {
  readonly #gates = new Gates();
  readonly #stream = new LossyLiveStream();
  readonly history = new FeedHistory(this.#gates.pass);
  readonly #liveLog = new LiveLog<FeedChange, FeedChange>({
    name: 'feeds',
    log: this.history.log,
    stream: this.#stream,
    parse: parseFeedMessage,
    expand: async (changes) => changes,
    logger: quietLog,
    pageSize: 3,
    recentSize: 3,
  });
  readonly #sequencer = new LogSequencer<FeedChange>({
    name: 'feeds',
    log: this.history.log,
    publish: (changes) => this.#stream.publish('feeds', changes),
    logger: quietLog,
    batch: 3,
  });
  readonly #liveFeed = new LiveFeed({ log: this.#liveLog, backlog: this.history, bufferSize: 3, recentAudiences: 2 });
  readonly subscribers: FeedSubscriber[] = [];

  async run(steps: readonly FeedStep[]): Promise<void> {
    const starting = this.#liveLog.start();
    for (const step of steps) {
      this.#take(step);
      await settle();
    }
    for (let quiet = 0; quiet < 3; ) {
      const before = this.#progress();
      await this.#goOn();
      quiet = before === this.#progress() ? quiet + 1 : 0;
    }
    await starting;
    for (const subscriber of this.subscribers) subscriber.end();
    await this.#liveLog[Symbol.asyncDispose]();
    this.#liveFeed[Symbol.dispose]();
  }

  async #goOn(): Promise<void> {
    this.#sequencer.wake();
    while (this.#stream.underWay > 0) this.#stream.deliver(0, 'once');
    vi.advanceTimersByTime(1_000);
    for (const subscriber of this.subscribers) subscriber.pull();
    do {
      this.#gates.openAll();
      await settle();
    } while (this.#gates.waiting > 0);
  }

  #progress(): string {
    return JSON.stringify([this.history.present, this.subscribers.map(({ received }) => received.length)]);
  }

  #take(step: FeedStep): void {
    switch (step.do) {
      case 'follow':
        return this.history.toggleFollow(step.actorId, step.targetId);
      case 'mute':
      case 'block':
        return this.history.toggleHiding(step.do, step.actorId, step.targetId);
      case 'save':
        return this.history.save(step.actorId, step.cardId);
      case 'collect':
        return this.history.save(step.actorId, step.cardId, step.collectionId);
      case 'show':
        return this.history.show(step.collectionId, step.audience);
      case 'retract':
        return this.history.retract(step.nth);
      case 'open':
        return this.#gates.open(step.nth);
      case 'deliver':
        return this.#stream.deliver(step.nth, step.fate);
      case 'wake':
        return this.#sequencer.wake();
      case 'wait':
        vi.advanceTimersByTime(1_000);
        return;
      case 'subscribe':
        this.subscribers.push(new FeedSubscriber(this.#liveFeed, this.history, step));
        return;
      case 'pull':
        return this.subscribers[step.nth % this.subscribers.length]?.pull();
      case 'resume':
        return this.subscribers[step.nth % this.subscribers.length]?.resume();
    }
  }
}

export class FeedSubscriber {
  readonly feed: Feed;
  readonly after: number;
  readonly received: FeedNotice[] = [];
  readonly failures: unknown[] = [];
  readonly #liveFeed: LiveFeed;
  readonly #isFast: boolean;
  #cursor: string;
  #tail: AsyncGenerator<FeedNotice>;
  #isPulling = false;

  constructor(liveFeed: LiveFeed, history: FeedHistory, how: Extract<FeedStep, { do: 'subscribe' }>) {
    this.#liveFeed = liveFeed;
    this.feed = how.feed;
    this.#isFast = how.isFast;
    const { epoch, head } = history.present;
    this.after = how.fromBeginning ? 0 : head;
    this.#cursor = encodeLiveCursor({ log: 'feeds', epoch, position: this.after });
    this.#tail = liveFeed.subscribe(this.feed, this.#cursor);
    if (this.#isFast) this.pull();
  }

  pull(): void {
    if (this.#isPulling) return;
    this.#isPulling = true;
    const tail = this.#tail;
    tail.next().then(
      ({ done, value }) => {
        if (tail !== this.#tail || done) return;
        this.#isPulling = false;
        this.#cursor = value.cursor;
        this.received.push(value);
        if (this.#isFast) this.pull();
      },
      (error: unknown) => this.failures.push(error),
    );
  }

  /** The connection breaks; it comes again with its last cursor. */
  resume(): void {
    this.end();
    this.#tail = this.#liveFeed.subscribe(this.feed, this.#cursor);
    this.#isPulling = false;
    if (this.#isFast) this.pull();
  }

  end(): void {
    this.#tail.return(undefined).catch((error: unknown) => this.failures.push(error));
  }
}
