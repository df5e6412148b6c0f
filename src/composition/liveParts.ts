import { feedLogName, LiveFeed } from '../modules/feeds/application/LiveFeed.ts';
import { parseFeedMessage } from '../modules/feeds/infrastructure/feedMessage.ts';
import { PrismaFeedChangeLog } from '../modules/feeds/infrastructure/PrismaFeedChangeLog.ts';
import { ConnectedRecipients } from '../modules/notifications/application/ConnectedRecipients.ts';
import { LiveNotifications, notificationLogName } from '../modules/notifications/application/LiveNotifications.ts';
import { parseNotificationMessage } from '../modules/notifications/infrastructure/notificationMessage.ts';
import { PrismaNotificationChangeLog } from '../modules/notifications/infrastructure/PrismaNotificationChangeLog.ts';
import { PrismaRecipientChanges } from '../modules/notifications/infrastructure/PrismaRecipientChanges.ts';
import type { Logger } from '../shared/application/Logger.ts';
import { LiveLog } from '../shared/application/live/LiveLog.ts';
import type { LiveStream } from '../shared/application/live/LiveStream.ts';
import { LogSequencer } from '../shared/application/live/LogSequencer.ts';
import type { Database } from '../shared/infrastructure/database/Database.ts';
import type { ClosingStack } from './ClosingStack.ts';

export interface LiveOptions {
  readonly database: Database;
  readonly stream: LiveStream;
  readonly logger: Logger;
}

/** What subscribers of this instance are served by. Not started. */
export function createLive({ database, stream, logger }: LiveOptions) {
  const feedChanges = new PrismaFeedChangeLog(database);
  const feedLog = new LiveLog({
    name: feedLogName,
    log: feedChanges,
    stream,
    parse: parseFeedMessage,
    expand: async (changes) => changes,
    logger,
  });

  const recipientChanges = new PrismaRecipientChanges(database);
  const connected = new ConnectedRecipients(recipientChanges);
  const notificationLog = new LiveLog({
    name: notificationLogName,
    log: new PrismaNotificationChangeLog(database),
    stream,
    parse: parseNotificationMessage,
    expand: (changes) => connected.expand(changes),
    logger,
  });

  return {
    feedLog,
    notificationLog,
    liveFeed: new LiveFeed({ log: feedLog, backlog: feedChanges }),
    liveNotifications: new LiveNotifications({ log: notificationLog, connected, changes: recipientChanges }),
  };
}

export type Live = ReturnType<typeof createLive>;

/** Begins to follow the logs, at their heads. */
export async function startLive(
  { feedLog, notificationLog, liveFeed, liveNotifications }: Live,
  opened: ClosingStack,
): Promise<void> {
  opened.use('the live feed', liveFeed);
  opened.use('the live notifications', liveNotifications);
  for (const log of [
    opened.use('the log of feeds', feedLog),
    opened.use('the log of notifications', notificationLog),
  ]) {
    await log.start();
  }
}

/** Gives committed changes their positions. `live` is told first, if this process has subscribers. */
export function createSequencers({ database, stream, logger }: LiveOptions, live: Live | undefined) {
  return {
    feeds: new LogSequencer({
      name: feedLogName,
      log: new PrismaFeedChangeLog(database),
      publish: (changes) => stream.publish(feedLogName, changes),
      onSequenced: (changes) => live?.feedLog.accept(changes),
      logger,
    }),
    notifications: new LogSequencer({
      name: notificationLogName,
      log: new PrismaNotificationChangeLog(database),
      publish: (changes) => stream.publish(notificationLogName, changes),
      onSequenced: (changes) => live?.notificationLog.accept(changes),
      logger,
    }),
  };
}
