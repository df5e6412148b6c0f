import { LiveFeed } from '../../../src/modules/feeds/application/LiveFeed.ts';
import type { FeedChange } from '../../../src/modules/feeds/domain/FeedChange.ts';
import { parseFeedMessage } from '../../../src/modules/feeds/infrastructure/feedMessage.ts';
import { PrismaFeedStore } from '../../../src/modules/feeds/infrastructure/PrismaFeedStore.ts';
import { LiveLog } from '../../../src/shared/application/live/LiveLog.ts';
import type { LiveStream } from '../../../src/shared/application/live/LiveStream.ts';
import { LogSequencer } from '../../../src/shared/application/live/LogSequencer.ts';
import { quietLog as logger } from '../../support/live/quietLog.ts';
import type { FeedDatabase } from './feedDatabase.ts';

export interface FeedInstance extends AsyncDisposable {
  readonly liveFeed: LiveFeed;
  /** All that its LiveLog has delivered. */
  readonly delivered: readonly FeedChange[];
  /** Wakes this instance's sequencer. */
  readonly store: PrismaFeedStore;
  /** Has what is committed sequenced at once. */
  readonly wake: () => void;
}

/** The live side of feeds as one process has it. */
export async function startFeedInstance(
  { database, log }: FeedDatabase,
  stream: LiveStream,
  sweepMs = 1_000,
  bufferSize = 1_000,
): Promise<FeedInstance> {
  await using opened = new AsyncDisposableStack();
  const options = { name: 'feeds', log, logger, sweepMs };
  const liveLog = opened.use(
    new LiveLog<FeedChange, FeedChange>({ ...options, stream, parse: parseFeedMessage, expand: async (same) => same }),
  );
  const sequencer = opened.use(
    new LogSequencer<FeedChange>({
      ...options,
      publish: (changes) => stream.publish('feeds', changes),
      onSequenced: (changes) => liveLog.accept(changes),
      batch: 50,
    }),
  );
  const liveFeed = opened.use(new LiveFeed({ log: liveLog, backlog: log, bufferSize }));
  const delivered: FeedChange[] = [];
  liveLog.onChanges((changes) => delivered.push(...changes));
  await liveLog.start();
  sequencer.start();
  const running = opened.move();
  return {
    liveFeed,
    delivered,
    store: new PrismaFeedStore(database, () => sequencer.wake()),
    wake: () => sequencer.wake(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
