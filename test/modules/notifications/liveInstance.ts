import { ConnectedRecipients } from '../../../src/modules/notifications/application/ConnectedRecipients.ts';
import {
  LiveNotifications,
  type NotificationNotice,
  notificationLogName,
} from '../../../src/modules/notifications/application/LiveNotifications.ts';
import type {
  NotificationChange,
  RecipientChange,
} from '../../../src/modules/notifications/application/NotificationChange.ts';
import type { RecipientChanges } from '../../../src/modules/notifications/application/RecipientChanges.ts';
import { parseNotificationMessage } from '../../../src/modules/notifications/infrastructure/notificationMessage.ts';
import type { ChangeLog } from '../../../src/shared/application/live/ChangeLog.ts';
import { encodeLiveCursor } from '../../../src/shared/application/live/LiveCursor.ts';
import { LiveLog } from '../../../src/shared/application/live/LiveLog.ts';
import { LossyLiveStream } from '../../support/live/LossyLiveStream.ts';
import { quietLog } from '../../support/live/quietLog.ts';

/** The live side of notifications on an instance of its own. It hears of changes by `log.accept` and by `log.refresh` alone. */
export async function liveInstance(
  changeLog: ChangeLog<NotificationChange>,
  changes: RecipientChanges,
  bufferSize = 1_000,
) {
  const connected = new ConnectedRecipients(changes);
  const log = new LiveLog<NotificationChange, RecipientChange>({
    name: notificationLogName,
    log: changeLog,
    stream: new LossyLiveStream(),
    parse: parseNotificationMessage,
    expand: (sequenced) => connected.expand(sequenced),
    logger: quietLog,
    sweepMs: 600_000,
    recentSize: 10,
  });
  await log.start();
  const live = new LiveNotifications({ log, connected, changes, bufferSize });
  return {
    log,
    live,
    cursor: (position: number): string =>
      encodeLiveCursor({ log: notificationLogName, epoch: log.epoch ?? '', position }),
    async [Symbol.asyncDispose](): Promise<void> {
      live[Symbol.dispose]();
      await log[Symbol.asyncDispose]();
    },
  };
}

/** Reads on and on. */
export function read(subscription: AsyncGenerator<NotificationNotice>): NotificationNotice[] {
  const notices: NotificationNotice[] = [];
  const reading = (async () => {
    for await (const notice of subscription) notices.push(notice);
  })();
  // A test that waits for notices fails for want of them, with this beside it.
  reading.catch((error: unknown) => console.error(error));
  return notices;
}
